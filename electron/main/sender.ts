/** What a message's sender must show of itself; the fields of Electron's events that are looked at. */
export interface Sender {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
  readonly sender: { readonly id: number };
}

export const ORIGIN = 'app://attache';

/**
 * True when a message comes from the top frame of one of our windows, showing our page. Protocol and host are compared
 * one by one: to Node the origins of `app:` and of `data:` are both the text "null".
 */
export function isOurs({ senderFrame, sender }: Sender, windows: ReadonlySet<number>): boolean {
  if (senderFrame === null || senderFrame.parent !== null || !windows.has(sender.id)) return false;
  const url = URL.parse(senderFrame.url);
  return (
    url !== null &&
    url.protocol === 'app:' &&
    url.host === 'attache' &&
    url.username === '' &&
    url.port === ''
  );
}

/** What a page of this app may load: its own files, and what it has made itself. */
export function isAllowed(address: string): boolean {
  const url = URL.parse(address);
  if (url === null) return false;
  if (url.protocol === 'app:') return url.host === 'attache';
  if (url.protocol === 'blob:') return address.startsWith(`blob:${ORIGIN}/`);
  return url.protocol === 'devtools:';
}
