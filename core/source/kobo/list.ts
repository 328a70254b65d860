import { z } from 'zod';
import { Problem } from '../../ground/problem.ts';
import type { FormRef } from '../../model/form-ref.ts';
import type { RefPage, SubmissionRef } from '../../model/submission-ref.ts';
import { EndlessGuard, MOST_SUBMISSIONS } from '../endless.ts';
import type { HttpClient } from '../http/http.ts';
import { fetchJson } from '../http/json.ts';
import { noteOf } from '../note.ts';
import { below } from '../openrosa/address.ts';
import { type Row, row, rows } from './documents.ts';

/** How often a list is read again if submissions come or go while it is read. */
const TRIES = 3;
/** The fields that a list asks for: no answers. */
const FIELDS = [
  '_id',
  '_uuid',
  'meta/rootUuid',
  '_submission_time',
  '_submitted_by',
  '_validation_status',
  '_attachments',
];

/** What a list said about a submission: its row, and its position in the list. */
export const placedRow = row.extend({ at: z.int().nonnegative().optional() });

export interface ListRequest {
  readonly http: HttpClient;
  readonly site: URL;
  readonly form: FormRef;
  readonly pageSize: number;
}

/**
 * The submissions of a form, page by page, each once (`server-apis` §4.7). Throws a Problem at the end if the list stays
 * shorter than its own count, or than the server's count for the form. Accounts that see only some rows get no count.
 */
export async function* listRows(
  { http, site, form, pageSize }: ListRequest,
  signal: AbortSignal,
): AsyncGenerator<RefPage> {
  const given = new Set<number>();
  let counted = 0;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const seen = new Set<number>();
    const guard = new EndlessGuard(site.host, MOST_SUBMISSIONS);
    counted = 0;
    for (let at = 0, last: number | null = null, isMore = true; isMore; ) {
      const url = below(site, `api/v2/assets/${encodeURIComponent(form.locator)}/data/`, {
        format: 'json',
        limit: String(pageSize),
        sort: '{"_id":1}',
        fields: JSON.stringify(FIELDS),
        // Everything after the last ID: a deletion in the meantime then moves nothing.
        ...(last === null ? {} : { query: JSON.stringify({ _id: { $gt: last } }) }),
      });
      const page: z.infer<typeof rows> = await fetchJson(http, url, { file: 'data' }, rows, signal);
      counted = page.results.length > 0 ? at + page.count : Math.max(counted, at + page.count);
      const refs: SubmissionRef[] = [];
      const before = seen.size;
      for (const one of page.results) {
        seen.add(one._id);
        const note = noteOf({ ...one, at });
        at += 1;
        if (given.has(one._id)) continue;
        given.add(one._id);
        refs.push({ formId: form.formId, locator: String(one._id), stamp: stampOf(one), note, family: '' });
      }
      if (refs.length > 0) yield { refs, cursor: null };
      guard.page(seen.size - before);
      const highest: number = page.results.reduce((most, { _id }) => Math.max(most, _id), last ?? -1);
      // A server that ignores the query would give the same page forever.
      isMore = page.results.length < page.count && highest > (last ?? -1);
      last = highest;
    }
    if (seen.size >= counted) {
      await compare({ http, site, form }, given.size, signal);
      return;
    }
  }
  throw new Problem('source.list_short', { host: site.host, listed: given.size, counted });
}

const detail = z.object({ deployment__submission_count: z.int().nonnegative().nullish() });

/** Throws if the server's own count for the form is higher than what it listed. */
async function compare(
  { http, site, form }: Pick<ListRequest, 'http' | 'site' | 'form'>,
  listed: number,
  signal: AbortSignal,
): Promise<void> {
  if (listed >= (form.counted ?? 0)) return;
  // Some may have been deleted since the forms were listed.
  const url = below(site, `api/v2/assets/${encodeURIComponent(form.locator)}/`, { format: 'json' });
  const now = await fetchJson(http, url, { file: form.formId }, detail, signal);
  const counted = now.deployment__submission_count ?? 0;
  if (listed < counted) throw new Problem('source.list_short', { host: site.host, listed, counted });
}

/** An edit gives a submission another uuid, a review another status; files may come late. */
function stampOf(one: Row): string {
  const files = (one._attachments ?? []).filter(({ is_deleted: isDeleted }) => isDeleted !== true).length;
  return [one._uuid ?? '', one._validation_status?.uid ?? '', files].join(' ');
}
