import { Problem } from '../../ground/problem.ts';
import { PREFIX } from '../../ground/xml/names.ts';
import { isCentralPage } from '../central/address.ts';
import { parseChallenges } from '../http/challenge.ts';
import { isPassing, statusFailure } from '../http/failure.ts';
import { type HttpClient, type HttpLook, one } from '../http/http.ts';
import { below } from '../openrosa/address.ts';

/**
 * What answers at an address; `openrosa` where only the protocol is known. `kobo-site` is KoboToolbox's web site, whose
 * OpenRosa interface has another host.
 */
export type Product = 'aggregate' | 'ona' | 'kobo' | 'kobo-site' | 'central' | 'openrosa';

/**
 * Which product answers at a base address, told by its answer to a stranger who asks for the list of forms: realm,
 * headers, root element (`server-apis` §2, §3.3, §5.1, §6.1, §6.2). A server that has trouble is taken for `openrosa`,
 * which may be anything, or with `surely` it is not guessed at. Throws a Problem when what answers is no server of
 * forms.
 */
export async function recogniseProduct(
  http: HttpClient,
  base: URL,
  signal: AbortSignal,
  how: 'surely' | 'as-far-as-told' = 'as-far-as-told',
): Promise<Product> {
  const list = await http.look(below(base, 'formList'), signal);
  if (how === 'surely' && isPassing(list.status)) {
    throw statusFailure(list.status, { host: base.host, file: 'formList' }, null).problem;
  }
  const product = productOf(list, base);
  // Central has OpenRosa's list of forms too, for devices that collect, at addresses below its API.
  const isMaybeCentral = product === null || (product === 'openrosa' && isCentralPage(base.href));
  if (isMaybeCentral && (await isCentral(http, base, signal))) return 'central';
  // Ona and Kobo share most of their code. A KoboToolbox of one's own may have any name, and both interfaces at one.
  if (product === 'django') {
    if ((await isKoboSite(http, base, signal)) || (await isKoboOpenRosa(http, base, signal))) return 'kobo';
    return base.pathname === '/' ? 'openrosa' : 'ona';
  }
  if (product !== null) return product;
  if (await isKoboSite(http, base, signal)) return 'kobo-site';
  const asked = { host: base.host, file: 'formList' };
  if (list.status === 200) {
    if (/html/i.test(one(list.headers['content-type']) ?? '') || /<html/i.test(list.head)) {
      throw new Problem('net.web_page', asked);
    }
    throw new Problem('source.answer_unreadable', asked);
  }
  throw statusFailure(list.status, asked, null).problem;
}

/** Null of no product that is known by its list; `django` of what may be Ona or Kobo. */
function productOf({ status, headers, head }: HttpLook, base: URL): Product | 'django' | null {
  const challenges = parseChallenges(headers['www-authenticate']);
  const realms = challenges.map(({ params }) => params.get('realm') ?? '');
  const longest = one(headers['x-openrosa-accept-content-length']);
  if (realms.some((realm) => /aggregate/i.test(realm)) || longest === '10485760') return 'aggregate';
  if (isDjango({ headers }) || longest === '10000000') return djangoProduct(base);
  // A server that is there but has trouble is what the user says that it is, as far as anybody can tell.
  if (status === 401 || isPassing(status)) return 'openrosa';
  const isList = LIST.test(head);
  return isList || one(headers['x-openrosa-version']) !== undefined ? 'openrosa' : null;
}

function isDjango({ headers }: Pick<HttpLook, 'headers'>): boolean {
  const challenges = parseChallenges(headers['www-authenticate']);
  return challenges.some(({ scheme, params }) => scheme === 'digest' && params.get('realm') === 'DJANGO');
}

const LIST = new RegExp(`<${PREFIX}xforms[\\s>]`, 'u');

/** Ona or Kobo, where the name of the host tells; else `django`. */
function djangoProduct({ hostname, pathname }: URL): Product | 'django' {
  if (/(^|\.)ona\.io$/.test(hostname)) return 'ona';
  if (/(^|\.)kobotoolbox\.org$/.test(hostname)) return 'kobo';
  // What the hosts of a KoboToolbox of one's own are called (`koboHosts`).
  if (/^k[cf]\./.test(hostname) && pathname === '/') return 'kobo';
  return 'django';
}

/** Central answers strangers with JSON errors that have a number with a dot in it. */
async function isCentral(http: HttpClient, base: URL, signal: AbortSignal): Promise<boolean> {
  const { status, head } = await http.look(new URL('/v1/projects', base.origin), signal);
  if (status === 200) return /^\s*\[/.test(head);
  return /"code"\s*:\s*\d{3}\.\d/.test(head);
}

/**
 * The host of Kobo's web site, where its OpenRosa host, which sends visitors there, has another name. Null of a host
 * that is none, or that may give its submissions out itself, as older ones do (`server-apis` §4.6).
 */
export async function koboSiteOf(
  http: HttpClient,
  openRosa: URL,
  signal: AbortSignal,
): Promise<string | null> {
  if (!(await isKoboOpenRosa(http, openRosa, signal))) return null;
  const { url } = await http.look(new URL('/', openRosa.origin), signal);
  return url.host === openRosa.host ? null : url.host;
}

/** Kobo's OpenRosa host: where Ona has its own API, it says that this one is no more. */
async function isKoboOpenRosa(http: HttpClient, base: URL, signal: AbortSignal): Promise<boolean> {
  const { status, head } = await http.look(new URL('/api/v1/forms?format=json', base.origin), signal);
  return status === 410 && /kobotoolbox/i.test(head);
}

/** The host of Kobo's web site and JSON interface, which is not the one of its OpenRosa interface. */
async function isKoboSite(http: HttpClient, base: URL, signal: AbortSignal): Promise<boolean> {
  const { status, head } = await http.look(
    new URL('/api/v2/assets/?format=json&limit=1', base.origin),
    signal,
  );
  return status === 200 && /^\s*\{.*"results"\s*:/s.test(head);
}
