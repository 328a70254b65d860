import { z } from 'zod';
import { isProblem } from '../problem.ts';
import type { HttpClient } from './http.ts';
import { fetchJson } from './json.ts';
import { factsShape } from './note.ts';
import { type Row, rows } from './ona-documents.ts';
import { below } from './openrosa-address.ts';

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
});
export type Known = z.infer<typeof known>;

/**
 * All submissions of a form in Ona's own list, by uuid (`servers` 3.8). Each page asks for what stands behind the last
 * row of the one before, so that what is deleted meanwhile moves nothing. Null where the account or the server does not
 * offer the list. Throws a Problem for any other failure.
 */
export async function readNative(
  http: HttpClient,
  base: URL,
  form: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Known> | null> {
  const found = new Map<string, Known>();
  let last = 0;
  for (;;) {
    const url = below(base, `api/v1/data/${form}.json`, {
      query: JSON.stringify({ _id: { $gt: last } }),
      sort: '{"_id":1}',
      fields: JSON.stringify(FIELDS),
      page: '1',
      page_size: String(PAGE),
    });
    let page: readonly Row[];
    try {
      page = await fetchJson(http, url, { file: 'data' }, rows, signal);
    } catch (error) {
      if (last === 0 && isNotOffered(error)) return null;
      throw error;
    }
    for (const row of page) found.set(row._uuid, knownOf(row));
    const highest = Math.max(last, ...page.map(({ _id }) => _id));
    // A server that does not understand the question would give the same page for ever.
    if (highest === last) return found;
    last = highest;
  }
}

/** Whether a part of the native API is not there for this account, or on this server: an older one of one's own. */
export function isNotOffered(error: unknown): boolean {
  return (
    isProblem(error) &&
    ['net.not_found', 'net.forbidden', 'net.web_page', 'source.answer_unreadable'].includes(error.code)
  );
}

/** Ona's names of its review states (`servers` 3.9). */
const reviews: Readonly<Record<string, string>> = { 1: 'approved', 2: 'rejected', 3: 'pending' };

function knownOf(row: Row): Known {
  const isWhole = row._media_all_received !== false && row._media_all_received !== 'False';
  const reviewState = reviews[String(row._review_status ?? '')] ?? null;
  return {
    id: row._id,
    isWhole,
    stamp: [row._last_edited ?? '', reviewState ?? '', isWhole ? '' : 'waits'].join(' ').trim(),
    facts: {
      submissionDate: row._submission_time ?? null,
      submitter: row._submitted_by ?? null,
      device: null,
      reviewState,
    },
  };
}
