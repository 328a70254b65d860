import { offTheRecord } from './browser-contexts.ts';
import type { Cdp } from './cdp.ts';
import type { HostSession } from './session.ts';

/** What a page could ask for; each is set as the session's handlers decide. */
const PERMISSIONS = [
  'geolocation',
  'notifications',
  'camera',
  'microphone',
  'clipboard-read',
  'midi',
  'idle-detection',
];
const asked: Readonly<Record<string, string>> = {
  camera: 'media',
  microphone: 'media',
  'clipboard-read': 'clipboard-read',
};

/** Sets in Chromium what pages may do, as the session's handlers decide. */
export async function setPermissions(cdp: Cdp, session: HostSession): Promise<void> {
  const browserContextId = await offTheRecord(cdp);
  await Promise.all(
    PERMISSIONS.map((name) =>
      cdp
        .send('Browser.setPermission', {
          browserContextId,
          permission: { name },
          setting: session.isGranted(asked[name] ?? name) ? 'granted' : 'denied',
        })
        .catch(() => undefined),
    ),
  );
}
