import type { Cdp } from './cdp.ts';

/** Closes a page that a debugger may hold before its start: closed while it is held, it would hold its opener for ever. */
export async function closeUnbegun(cdp: Cdp, targetId: string): Promise<void> {
  try {
    const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: true });
    await cdp.session(sessionId).send('Runtime.runIfWaitingForDebugger');
  } finally {
    await cdp.send('Target.closeTarget', { targetId }).catch(() => undefined);
  }
}

let record: Promise<string> | null = null;

/** A browser context that is kept in memory only, as Electron's sessions for pages are. One for all windows. */
export function offTheRecord(cdp: Cdp): Promise<string> {
  record ??= cdp
    .send('Target.createBrowserContext', { disposeOnDetach: false })
    .then(({ browserContextId }) => browserContextId as string);
  return record;
}
