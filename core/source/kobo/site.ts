import type { Look } from '../check/kind-check.ts';

/**
 * The host of Kobo's web site, where its OpenRosa host, which sends visitors there, has another name. Null of a host that
 * is none, or that may give its submissions out itself, as older ones do (`server-apis` §4.6). Takes the OpenRosa host and how
 * it is asked. Throws a Problem.
 */
export async function koboSiteOf(openRosa: URL, look: Look): Promise<string | null> {
  if (!(await isKoboOpenRosa(look))) return null;
  const { url } = await look('/');
  return url.host === openRosa.host ? null : url.host;
}

/** Whether it is Kobo's OpenRosa host: where Ona has its own API, it says that this one is no more. Throws a Problem. */
export async function isKoboOpenRosa(look: Look): Promise<boolean> {
  const { status, head } = await look('/api/v1/forms?format=json');
  return status === 410 && /kobotoolbox/i.test(head);
}

/** Whether it is the host of Kobo's web site and JSON interface (`server-apis` §4.4). Throws a Problem. */
export async function isKoboSite(look: Look): Promise<boolean> {
  const { status, head } = await look('/api/v2/assets/?format=json&limit=1');
  return status === 200 && /^\s*\{.*"results"\s*:/s.test(head);
}
