import { childOf, childrenOf, textOf } from '../../ground/xml/xml.ts';
import type { RefPage, SubmissionRef } from '../../model/submission-ref.ts';
import { EndlessGuard, MOST_SUBMISSIONS } from '../endless.ts';
import type { HttpClient } from '../http/http.ts';
import { below } from './address.ts';
import { fetchXml, largest, listRoot } from './documents.ts';

interface IdPage {
  readonly ids: readonly string[];
  readonly cursor: string | null;
}

/** One page of `submissionList` (`server-apis` §1.5). Throws a Problem when it is something else. */
export function readIdPage(bytes: Uint8Array, host: string): IdPage {
  const chunk = listRoot(bytes, 'idChunk', { host, file: 'submissionList' });
  const list = childOf(chunk, 'idList');
  const ids = list === null ? [] : childrenOf(list, 'id').map((id) => textOf(id));
  return { ids: ids.filter((id) => id !== null), cursor: textOf(childOf(chunk, 'resumptionCursor')) };
}

export interface ListRequest {
  readonly base: URL;
  readonly formId: string;
  readonly cursor: string | null;
  readonly pageSize: number;
}

/**
 * All pages of a form's submission ids, each id once. Cursors are opaque and only echoed. The list ends at an empty
 * page, at a page without a cursor, or at a cursor that was sent or seen before (`server-apis` §1.5: both ways of
 * ending are in use). Throws a Problem when the server never ends it.
 */
export async function* listIds(
  http: HttpClient,
  request: ListRequest,
  signal: AbortSignal,
): AsyncGenerator<RefPage> {
  const { base, formId, pageSize } = request;
  const cursors = new Set([request.cursor ?? '']);
  const known = new Set<string>();
  let cursor = request.cursor ?? '';
  const guard = new EndlessGuard(base.host, MOST_SUBMISSIONS);
  for (;;) {
    const url = below(base, 'view/submissionList', {
      formId,
      cursor,
      numEntries: String(pageSize),
      // Aggregate holds back what lacks a file; we keep what there is and fetch the rest later.
      includeIncomplete: 'true',
    });
    const page = readIdPage(await fetchXml(http, url, 'submissionList', largest.list, signal), base.host);
    if (page.ids.length === 0) return;
    const refs: SubmissionRef[] = [];
    for (const id of page.ids) {
      if (known.has(id)) continue;
      known.add(id);
      refs.push({ formId, locator: id, stamp: '' });
    }
    guard.page(refs.length);
    if (refs.length > 0) yield { refs, cursor: page.cursor };
    if (page.cursor === null || cursors.has(page.cursor)) return;
    cursors.add(page.cursor);
    cursor = page.cursor;
  }
}
