import { z } from 'zod';
import { isProblem } from '../../ground/problem.ts';
import { EndlessGuard, MOST_SUBMISSIONS } from '../endless.ts';
import type { HttpClient } from '../http/http.ts';
import { fetchJson } from '../http/json.ts';
import { factsShape } from '../note.ts';
import { below } from '../openrosa/address.ts';
import { type Row, rows } from './documents.ts';

/** Rows per page of the native list. */
const PAGE = 1000;
/** The fields that a list asks for: no answers. */
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

/** What Ona's own list says about a submission. */
export const known = z.object({
  /** Its number in the native API. */
  id: z.int(),
  /** False while one of its files has not come. The Briefcase list hides it until then. */
  isWhole: z.boolean(),
  /** '' for a whole submission without edits and reviews, and for servers that do not tell. */
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
   * Submissions that the server counts. The list ends when this many have come and the page had room for more.
   */
  readonly counted?: number | undefined;
}

/**
 * The submissions of a form in Ona's own list, page by page (`server-apis` §3.8). Each page asks for the rows
 * after the last one of the page before, so that a deletion in the meantime moves nothing. Null if the account or the
 * server does not offer the list. Throws a Problem for any other failure.
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
    // A server that ignores the query would give the same page forever.
    if (highest === last) return;
    yield page.map((row) => ({ uuid: row._uuid, said: knownOf(row) }));
    listed += page.length;
    if (page.length < PAGE && listed >= counted) return;
    last = highest;
  }
}

/** What the list says about one submission; null if it has none of that uuid, or the server does not offer the list. */
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
 * Whether this account or this server does not have a part of the native API, as older self-hosted servers do not. A web
 * page or nonsense does not count: it comes from something on the way, and may pass.
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
