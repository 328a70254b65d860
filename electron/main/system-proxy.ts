import type { Session } from 'electron';

/**
 * The proxy that the system would use for an address, as a URL; null is none. Where the system names several, the first
 * that this app can use. Takes the session that asks the system.
 */
export async function systemProxy(session: Session, url: string): Promise<string | null> {
  try {
    return firstProxy(await session.resolveProxy(url));
  } catch {
    return null;
  }
}

/** Reads a list as Chromium writes it: `PROXY host:port; HTTPS host:port; DIRECT`. */
export function firstProxy(list: string): string | null {
  for (const entry of list.split(';')) {
    const [kind, address] = entry.trim().split(/\s+/);
    if (kind === 'DIRECT') return null;
    if (address === undefined) continue;
    if (kind === 'PROXY') return `http://${address}`;
    if (kind === 'HTTPS') return `https://${address}`;
  }
  return null;
}
