import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import type { DecryptedByServer } from '../../model/decrypted-by-server.ts';
import type { HttpClient } from '../http/http.ts';
import { fetchFrom } from './api.ts';
import { type Row, versions } from './documents.ts';
import { type FeedRequest, readFeed } from './list.ts';

/** What is counted of a project that a server has decrypted. */
export type Facts = Omit<DecryptedByServer, 'project' | 'folder' | 'renamed'>;
/** What the tables alone tell. */
type RowFacts = Pick<Facts, 'rows' | 'notDecrypted' | 'withoutData'>;

/** Sets the rows beside what the server counts: where some are missing, those of other keys are told apart. */
export async function compare(
  { rows, notDecrypted, withoutData }: RowFacts,
  counted: number,
  countOthers: () => Promise<number>,
): Promise<Facts> {
  const short = Math.max(0, counted - rows);
  const leftOut = short === 0 ? 0 : Math.min(short, await countOthers());
  return { counted, rows, notDecrypted: notDecrypted + leftOut, missing: short - leftOut, withoutData };
}

/** How many submissions are encrypted for none of these keys, by the versions of the form that they are of. */
export async function countOfOtherKeys(
  http: HttpClient,
  request: FeedRequest,
  ids: readonly number[],
  signal: AbortSignal,
): Promise<number> {
  const { base, project, formId } = request;
  const path = ['projects', project, 'forms', formId, 'versions'];
  const all = await fetchFrom({ http, base }, path, versions, signal);
  const others = new Set(
    all.flatMap(({ version, keyId }) => (keyId != null && !ids.includes(keyId) ? [version ?? ''] : [])),
  );
  let count = 0;
  if (others.size === 0) return count;
  for await (const rows of readFeed(http, request, signal)) {
    const isOther = ({ __system: { status, formVersion } }: Row): boolean =>
      status != null && others.has(formVersion ?? '');
    count += rows.filter(isOther).length;
  }
  return count;
}

/** Counts the rows of the main table, which is the one that has a column `Status` (`server-apis` §5.5). */
export async function readFacts(folder: string): Promise<RowFacts> {
  const facts = { rows: 0, notDecrypted: 0, withoutData: 0 };
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.csv')) continue;
    const file = createReadStream(join(folder, name));
    const rows = file.pipe(parse({ columns: true, bom: true, relax_column_count: true }));
    file.on('error', (error) => rows.destroy(error));
    try {
      for await (const row of rows as AsyncIterable<Readonly<Record<string, string>>>) {
        // A repeat may have a question named Status; its rows name their parent.
        if (row.Status === undefined || row.KEY === undefined || row.PARENT_KEY !== undefined) break;
        facts.rows += 1;
        if (row.Status === 'not decrypted') facts.notDecrypted += 1;
        else if (row.Status === 'missing encrypted form data' || isBlank(row)) facts.withoutData += 1;
      }
    } finally {
      // A table that is not read to its end keeps its file open, and Windows moves no folder with an open one.
      file.destroy();
      if (!file.closed) await once(file, 'close');
    }
  }
  return facts;
}

/** Without any answer, between the date and the key: what an edit on the server leaves of an encrypted submission. */
function isBlank(row: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(row);
  const answers = names.slice(names.indexOf('SubmissionDate') + 1, names.indexOf('KEY'));
  return answers.every((name) => row[name] === '');
}
