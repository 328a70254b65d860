import { Problem } from '../../ground/problem.ts';
import { EndlessGuard, MOST_SUBMISSIONS } from '../endless.ts';
import type { HttpClient } from '../http/http.ts';
import { fetchJson } from '../http/json.ts';
import { apiAddress } from './address.ts';
import { feed, type Row } from './documents.ts';

/** Rows per page; Central sets no limit itself. */
const PAGE = 1000;
/** How often a list is read again if submissions come or go while it is read. */
const TRIES = 3;
/** Only what the server says about a submission; the rows of a form that is not encrypted hold its answers too. */
const FIELDS = `$select=${encodeURIComponent('__id,__system')}`;

export interface FeedRequest {
  readonly base: URL;
  readonly project: string;
  readonly formId: string;
  readonly pageSize?: number;
}

/**
 * The submissions of one form of one project, each once, in pages, from the OData feed by its skip tokens: pages by
 * offset lose a row when another is deleted during reading (`server-apis` §5.3, §5.4). The rows are compared with the
 * server's own count, and the feed is read again while it falls short. Throws a Problem when it stays short.
 */
export async function* readFeed(
  http: HttpClient,
  { base, project, formId, pageSize = PAGE }: FeedRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly Row[]> {
  const given = new Set<string>();
  let counted = 0;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const seen = new Set<string>();
    // The newest come first: a submission that arrives during reading is on no later page.
    counted = Number.POSITIVE_INFINITY;
    const guard = new EndlessGuard(base.host, MOST_SUBMISSIONS);
    let token: string | null = null;
    do {
      const query = `$top=${pageSize}&$count=true&${FIELDS}${token === null ? '' : `&$skiptoken=${encodeURIComponent(token)}`}`;
      const url = apiAddress(base, ['projects', project, 'forms', `${formId}.svc`, 'Submissions'], query);
      const page = await fetchJson(http, url, { file: 'Submissions' }, feed, signal);
      counted = Math.min(counted, page['@odata.count'] ?? counted);
      const fresh = page.value.filter(({ __id }) => !given.has(__id));
      const before = seen.size;
      for (const { __id } of page.value) {
        seen.add(__id);
        given.add(__id);
      }
      if (fresh.length > 0) yield fresh;
      guard.page(seen.size - before);
      const next = skipToken(page['@odata.nextLink'] ?? null);
      // An empty page is the last one, whatever its link says.
      token = page.value.length === 0 || next === token ? null : next;
    } while (token !== null);
    if (seen.size >= counted || counted === Number.POSITIVE_INFINITY) return;
  }
  throw new Problem('source.list_short', { host: base.host, listed: given.size, counted });
}

/** How many submissions the server counts. */
export async function countFeed(
  http: HttpClient,
  { base, project, formId }: FeedRequest,
  signal: AbortSignal,
): Promise<number> {
  const query = `$top=0&$count=true&${FIELDS}`;
  const url = apiAddress(base, ['projects', project, 'forms', `${formId}.svc`, 'Submissions'], query);
  const page = await fetchJson(http, url, { file: 'Submissions' }, feed, signal);
  return page['@odata.count'] ?? 0;
}

/** One row of the feed. */
export async function readRow(
  http: HttpClient,
  { base, project, formId }: FeedRequest,
  instanceId: string,
  signal: AbortSignal,
): Promise<Row | null> {
  // A quote within the text of an OData key is doubled.
  const key = `Submissions('${instanceId.replaceAll("'", "''")}')`;
  const url = apiAddress(base, ['projects', project, 'forms', `${formId}.svc`, key], FIELDS);
  const { value } = await fetchJson(http, url, { file: 'Submissions' }, feed, signal);
  return value[0] ?? null;
}

/** The token in the server's link to the next page. The rest of the link is not used. */
function skipToken(link: string | null): string | null {
  if (link === null) return null;
  return URL.parse(link)?.searchParams.get('$skiptoken') ?? null;
}
