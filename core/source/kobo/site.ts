import type { Look } from '../check/kind-check.ts';

/**
 * The host of Kobo's web site, found by the redirect from its OpenRosa host. Null if this is no OpenRosa host of a Kobo,
 * or if both have one name, as on older servers, which give their submissions there (`server-apis` §4.6). Throws a
 * Problem.
 */
export async function koboSiteOf(openRosa: URL, look: Look): Promise<string | null> {
  if (!(await isKoboOpenRosa(look))) return null;
  const { url } = await look('/');
  return url.host === openRosa.host ? null : url.host;
}

/** Whether it is Kobo's OpenRosa host: it says that the API, which Ona still has at this address, is gone. Throws a Problem. */
export async function isKoboOpenRosa(look: Look): Promise<boolean> {
  const { status, head } = await look('/api/v1/forms?format=json');
  return status === 410 && /kobotoolbox/i.test(head);
}

/** Whether it is the host of Kobo's web site and JSON interface (`server-apis` §4.4). Throws a Problem. */
export async function isKoboSite(look: Look): Promise<boolean> {
  const { status, head } = await look('/api/v2/assets/?format=json&limit=1');
  return status === 200 && /^\s*\{.*"results"\s*:/s.test(head);
}
