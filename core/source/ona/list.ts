import { z } from 'zod';
import { isProblem } from '../../ground/problem.ts';
import { EndlessGuard, MOST_SUBMISSIONS } from '../endless.ts';
import type { HttpClient } from '../http/http.ts';
import { fetchJson } from '../http/json.ts';
import { factsShape } from '../note.ts';
import { below } from '../openrosa/address.ts';
import { type Row, rows } from './documents.ts';

/** Rows a page of the native list. */
const PAGE = 1000;
/** What is read of each submission: its answers are not asked for in a list. */
const FIELDS = [
  '_id',
  '_uuid',
  '_submission_time',
  '_submitted_by',
  '_last_edited',
  '_media_all_received',
  '_media_count',
  '_review_status',
];

/** What Ona's own list says of a submission. */
export const known = z.object({
  /** Its number, which the native API calls it by. */
  id: z.int(),
  /** False while a file of it has not come: the Briefcase list hides it until then. */
  isWhole: z.boolean(),
  /** '' for what was neither edited nor reviewed and is whole, as of a server that does not tell. */
  stamp: z.string(),
  facts: factsShape,
  /** Ona keeps its key, and could not decrypt it. */
  isFailed: z.boolean().optional(),
});
export type Known = z.infer<typeof known>;

/** A row of the list: a submission by its uuid, without the `uuid:` of a locator. */
export interface Listed {
  readonly uuid: string;
  readonly said: Known;
}

export interface NativeRequest {
  readonly base: URL;
  /** The number of the form. */
  readonly form: number;
  /**
   * Of a form whose key Ona keeps: those that are still encrypted, which it hides unless asked for
   * (`server-apis` §3.10).
   */
  readonly encrypted?: true;
  /** Of these, only those that it could not decrypt. */
  readonly failed?: true;
  /**
   * Submissions that the server counts: where so many have come, and the page had room for more, there are no others.
   */
  readonly counted?: number | undefined;
}

/**
 * The submissions of a form in Ona's own list, page by page (`server-apis` §3.8). Each page asks for what stands behind
 * the last row of the one before, so that what is deleted meanwhile moves nothing. Null where the account or the server
 * does not offer the list. Throws a Problem for any other failure.
 */
export async function readNative(
  http: HttpClient,
  request: NativeRequest,
  signal: AbortSignal,
): Promise<AsyncGenerator<readonly Listed[]> | null> {
  const pageAfter = (last: number): Promise<readonly Row[]> =>
    fetchJson(http, listAddress(request, { _id: { $gt: last } }), { file: 'data' }, rows, signal);
  try {
    return pagesFrom(await pageAfter(0), pageAfter, request);
  } catch (error) {
    if (isNotOffered(error)) return null;
    throw error;
  }
}

async function* pagesFrom(
  first: readonly Row[],
  pageAfter: (last: number) => Promise<readonly Row[]>,
  { base, counted = Number.POSITIVE_INFINITY }: NativeRequest,
): AsyncGenerator<readonly Listed[]> {
  const guard = new EndlessGuard(base.host, MOST_SUBMISSIONS);
  let page = first;
  let listed = 0;
  for (let last = 0; ; page = await pageAfter(last)) {
    guard.page(page.length);
    const highest = Math.max(last, ...page.map(({ _id }) => _id));
    // A server that does not understand the question would give the same page for ever.
    if (highest === last) return;
    yield page.map((row) => ({ uuid: row._uuid, said: knownOf(row) }));
    listed += page.length;
    if (page.length < PAGE && listed >= counted) return;
    last = highest;
  }
}

/** What it says of one submission; null where it has none of that uuid, or does not offer the list. */
export async function readNativeRow(
  http: HttpClient,
  request: NativeRequest,
  uuid: string,
  signal: AbortSignal,
): Promise<Known | null> {
  try {
    const url = listAddress(request, { _uuid: uuid });
    const page = await fetchJson(http, url, { file: 'data' }, rows, signal);
    const row = page.find(({ _uuid }) => _uuid === uuid);
    return row === undefined ? null : knownOf(row);
  } catch (error) {
    if (isNotOffered(error)) return null;
    throw error;
  }
}

function listAddress({ base, form, encrypted, failed }: NativeRequest, query: object): URL {
  return below(base, `api/v1/data/${form}.json`, {
    query: JSON.stringify(query),
    sort: '{"_id":1}',
    fields: JSON.stringify(FIELDS),
    page: '1',
    page_size: String(PAGE),
    ...(encrypted === true ? { is_encrypted: 'true' } : {}),
    ...(failed === true ? { decryption_status: 'failed' } : {}),
  });
}

/**
 * Whether a part of the native API is not there for this account, or on this server: an older one of one's own. A web
 * page or nonsense in its place is of the way there, and passes.
 */
export function isNotOffered(error: unknown): boolean {
  return isProblem(error) && ['net.not_found', 'net.forbidden'].includes(error.code);
}

/** Ona's names of its review states (`server-apis` §3.9). */
const reviews: Readonly<Record<string, string>> = { 1: 'approved', 2: 'rejected', 3: 'pending' };

function knownOf(row: Row): Known {
  const isWhole = row._media_all_received !== false && row._media_all_received !== 'False';
  const reviewState = reviews[String(row._review_status ?? '')] ?? null;
  return {
    id: row._id,
    isWhole,
    stamp: [row._last_edited ?? '', reviewState ?? '', isWhole ? '' : `waits ${row._media_count ?? ''}`]
      .join(' ')
      .trim(),
    facts: {
      submissionDate: row._submission_time ?? null,
      submitter: row._submitted_by ?? null,
      device: null,
      reviewState,
    },
  };
}

/** The uuid of a locator, as the list has it. */
export function uuidOf(locator: string): string {
  return locator.replace(/^uuid:/, '');
}
