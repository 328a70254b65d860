import type { Clock } from '../../ground/clock.ts';
import type { FormRef } from '../../model/form-ref.ts';
import type { KindSetting, ServerKind } from '../../model/server-kind.ts';
import { isCentralPage } from '../central/address.ts';
import { HttpClient } from '../http/http.ts';
import type { HttpTimeouts } from '../http/options.ts';
import { isKoboPage, koboForm } from '../kobo/address.ts';
import { isOnaPage, onaPlace } from '../ona/address.ts';
import { safeAddress } from '../safe-address.ts';
import { type Product, recogniseProduct } from './server-product.ts';

/**
 * The products that each connector speaks with; `openrosa` may be most of them on a host of one's own. Not Kobo: of
 * what its OpenRosa host lists, it does not give the encrypted answers (`server-apis` §4.6).
 */
const spokenWith: Readonly<Record<ServerKind, readonly Product[]>> = {
  ona: ['ona', 'openrosa'],
  kobo: ['kobo', 'kobo-site', 'openrosa'],
  central: ['central'],
  aggregate: ['aggregate', 'openrosa'],
  openrosa: ['openrosa', 'aggregate', 'ona'],
};

/** Whether the connector of that kind can speak with that product. */
export function canSpeakWith(kind: ServerKind, product: Product): boolean {
  return spokenWith[kind].includes(product);
}

/**
 * The kind that a server is taken for, which was asked for with this address: an address that only another kind of
 * server has tells more than a choice. Throws nothing.
 */
export function kindWith<K extends KindSetting>(asked: K, entered: string): K | ServerKind {
  const told = kindOfAddress(entered);
  return told === null || (asked !== 'auto' && canSpeakWith(asked, told)) ? asked : told;
}

/**
 * Whether a server that listed these forms without trouble may be a KoboToolbox all the same, and is worth being asked:
 * the addresses of its definitions have no name of a user, and to the wrong login it lists nothing. Of a server of kind
 * `kobo` or `central` that is no question.
 */
export function mayBeKobo(kind: ServerKind, forms: readonly FormRef[]): boolean {
  if (kind === 'kobo' || kind === 'central') return false;
  const isItsOwn = ({ locator }: FormRef): boolean =>
    /^\/forms\/\d+\/form\.xml$/.test(URL.parse(locator)?.pathname ?? '');
  return forms.length === 0 || forms.some(isItsOwn);
}

/** The kind whose connector is made for a product. */
export function kindFor(product: Product): ServerKind {
  return product === 'kobo-site' ? 'kobo' : product;
}

/**
 * The kind of server that an address alone tells: the hosts of Ona and KoboToolbox, Aggregate's own page, and the pages
 * of projects and forms that only one kind has. Null when the server itself has to be asked. Takes what a user entered;
 * throws nothing.
 */
export function kindOfAddress(entered: string): ServerKind | null {
  const text = entered.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  if (url === null) return null;
  const isAt = (domain: string): boolean => url.hostname === domain || url.hostname.endsWith(`.${domain}`);
  if (isAt('ona.io')) return 'ona';
  if (isAt('kobotoolbox.org')) return 'kobo';
  if (url.pathname.endsWith('/Aggregate.html')) return 'aggregate';
  if (isKoboPage(text)) return 'kobo';
  // The hosts of a KoboToolbox of one's own have pages and an API of the same names as Ona's.
  if (!/^k[fc]\./.test(url.hostname) && isOnaPage(text)) return 'ona';
  return isCentralPage(text) ? 'central' : null;
}

/**
 * Where a server is asked what it is, from what a user entered: a page of a project or form has no list of forms below
 * it that a stranger could be told. Throws a Problem when it is no web address.
 */
export function productBase(kind: KindSetting, entered: string): URL {
  const base = safeAddress(entered);
  const told = kind === 'auto' ? kindOfAddress(entered) : kind;
  if (told === 'kobo' && koboForm(entered) !== null) return new URL('/', base.origin);
  if (told !== 'ona') return base;
  const { pathname } = onaPlace(entered).base;
  return new URL(/^\/(forms|projects)\/\d+$/.test(pathname) ? '/' : pathname, base.origin);
}

export interface AskedKind {
  /** As the user entered it. */
  readonly url: string;
  readonly clock: Clock;
  readonly caFile?: string | undefined;
  readonly proxy?: string | undefined;
  readonly timeouts?: Partial<HttpTimeouts> | undefined;
}

/**
 * Asks a server what it is, without signing in. Throws a Problem when nothing answers, when what answers is no server
 * of forms, and while the server has trouble of its own: what it is then would be a guess.
 */
export async function askProduct({ url, ...reached }: AskedKind, signal: AbortSignal): Promise<Product> {
  const base = safeAddress(url);
  const http = new HttpClient({
    ...reached,
    base,
    proofs: [],
    login: { kind: 'none' },
  });
  try {
    return await recogniseProduct(http, productBase('auto', url), signal, 'surely');
  } finally {
    await http.close();
  }
}
