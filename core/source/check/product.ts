import type { Clock } from '../../ground/clock.ts';
import { Problem } from '../../ground/problem.ts';
import { PREFIX } from '../../ground/xml/names.ts';
import type { ServerKind } from '../../model/server-kind.ts';
import { parseChallenges } from '../http/challenge.ts';
import type { HttpLook } from '../http/exchange.ts';
import { isPassing, statusFailure } from '../http/failure.ts';
import { one } from '../http/header.ts';
import { HttpClient } from '../http/http.ts';
import type { HttpTimeouts } from '../http/options.ts';
import { kinds } from '../kinds.ts';
import { below } from '../openrosa/address.ts';
import { safeAddress } from '../safe-address.ts';
import type { Look, Product, ShownList } from './kind-check.ts';
import { askedAt } from './kind-of-address.ts';

/** What a server was found to be, and the kind whose connector is made for that. */
export interface Found {
  readonly product: Product;
  readonly kind: ServerKind;
}

/** How a stranger reaches a server. */
export interface AskedServer {
  /** As the user entered it. */
  readonly url: string;
  readonly clock: Clock;
  readonly caFile?: string | undefined;
  readonly proxy?: string | undefined;
  readonly timeouts?: Partial<HttpTimeouts> | undefined;
}

/**
 * Asks a server what it is, without signing in. Throws a Problem when nothing answers, when what answers is no server of
 * forms, and while the server has trouble of its own: what it is then would be a guess.
 */
export async function askProduct(server: AskedServer, signal: AbortSignal): Promise<Found> {
  const http = strangerAt(server);
  try {
    return await recogniseProduct(http, askedAt('auto', server.url), signal, 'surely');
  } finally {
    await http.close();
  }
}

/** Requests to a server without a login. Throws a Problem when the address or the CA file cannot be used. */
export function strangerAt({ url, clock, caFile, proxy, timeouts }: AskedServer): HttpClient {
  const reached = { base: safeAddress(url), clock, caFile, proxy, timeouts };
  return new HttpClient({ ...reached, proofs: [], login: { kind: 'none' } });
}

/**
 * Which product answers at a base address, told by what it shows to a stranger (`server-apis` §2, §3.3, §5.1, §6.1, §6.2). A server
 * that has trouble is taken for `openrosa`, which may be anything, or with `surely` it is not guessed at. Throws a Problem
 * when what answers is no server of forms.
 */
export async function recogniseProduct(
  http: HttpClient,
  base: URL,
  signal: AbortSignal,
  how: 'surely' | 'as-far-as-told' = 'as-far-as-told',
): Promise<Found> {
  const list = await http.look(below(base, 'formList'), signal);
  const asked = { host: base.host, file: 'formList' };
  if (how === 'surely' && isPassing(list.status)) throw statusFailure(list.status, asked, null).problem;
  const found = await productOf({ base, list, family: familyOf(list) }, (path) =>
    http.look(new URL(path, base.origin), signal),
  );
  if (found !== null) return found;
  if (list.status !== 200) throw statusFailure(list.status, asked, null).problem;
  const isPage = /html/i.test(one(list.headers['content-type']) ?? '') || /<html/i.test(list.head);
  throw isPage ? new Problem('net.web_page', asked) : new Problem('source.answer_unreadable', asked);
}

async function productOf(shown: ShownList, look: Look): Promise<Found | null> {
  for (const { id, check } of kinds) {
    const product = check.byList?.(shown) ?? null;
    if (product !== null) return { product, kind: id };
  }
  for (const { id, check } of kinds) {
    const product = (await check.byAsking?.(shown, look)) ?? null;
    if (product !== null) return { product, kind: id };
  }
  for (const { id, check } of kinds) {
    const product = check.otherwise?.(shown) ?? null;
    if (product !== null) return { product, kind: id };
  }
  return null;
}

const LIST = new RegExp(`<${PREFIX}xforms[\\s>]`, 'u');

function familyOf({ status, headers, head }: HttpLook): ShownList['family'] {
  const isDjango = parseChallenges(headers['www-authenticate']).some(
    ({ scheme, params }) => scheme === 'digest' && params.get('realm') === 'DJANGO',
  );
  if (isDjango || one(headers['x-openrosa-accept-content-length']) === '10000000') return 'django';
  // A server that is there but has trouble is what the user says that it is, as far as anybody can tell.
  if (status === 401 || isPassing(status)) return 'openrosa';
  return LIST.test(head) || one(headers['x-openrosa-version']) !== undefined ? 'openrosa' : null;
}
