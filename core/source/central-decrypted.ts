import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { stripName } from '../export/file-names.ts';
import { isProblem, Problem } from '../problem.ts';
import type { Secret } from '../secret.ts';
import { storeProblem } from '../store/store-problem.ts';
import { apiAddress, centralAddress, isInAddress } from './central-address.ts';
import { centralClient } from './central-client.ts';
import { forms, keys, projects } from './central-documents.ts';
import { countFeed } from './central-list.ts';
import type { HttpClient } from './http.ts';
import { receivePart } from './http-body.ts';
import { fetchJson } from './json.ts';
import type { OpenRosaOptions } from './openrosa.ts';
import { openZip } from './zip.ts';

export interface ServerDecryption extends OpenRosaOptions {
  readonly formId: string;
  /** Of the key that the server keeps. It is sent to the server. */
  readonly passphrase: Secret;
  /** Where the files go: each project gets a folder of its own in it. */
  readonly folder: string;
}

/** What a server has decrypted of one form of one project. */
export interface DecryptedByServer {
  readonly project: number;
  /** Absolute path of the folder with its files. */
  readonly folder: string;
  /** Submissions that the server counts, and rows that it gave. */
  readonly counted: number;
  readonly rows: number;
  /** Rows without answers: of another key, */
  readonly notDecrypted: number;
  /** and of submissions whose encrypted answers never came, or went with an edit on the server. */
  readonly withoutData: number;
}

/**
 * Has a Central decrypt the submissions of a form itself, by its `submissions.csv.zip` (`servers` 5.5), and keeps what it
 * sends apart from everything that was decrypted here. To be called only when the user knows that passphrase and answers
 * are then on the server. The zip counts when it is whole; its rows are compared with what the server counts.
 *
 * Throws `key.passphrase_wrong`; `source.export_cut` when the server breaks off, which one submission that it cannot
 * decrypt brings about, and `source.export_failed` when it fails; `source.no_kept_key` where it keeps no key of that
 * form; `net.*`, `source.zip_*` and `store.*`.
 */
export async function decryptOnServer(
  options: ServerDecryption,
  signal: AbortSignal,
): Promise<readonly DecryptedByServer[]> {
  const base = centralAddress(options.url);
  const http = centralClient(options, base);
  try {
    const done: DecryptedByServer[] = [];
    for (const { project, ids } of await keptKeys(http, base, options.formId, signal)) {
      done.push(await decryptProject(http, base, options, { project, ids }, signal));
    }
    if (done.length === 0) {
      throw new Problem('source.no_kept_key', { host: base.host, form: options.formId });
    }
    return done;
  } catch (error) {
    throw storeProblem(error, options.folder);
  } finally {
    await http.close();
  }
}

interface KeptKeys {
  readonly project: number;
  readonly ids: readonly number[];
}

async function keptKeys(
  http: HttpClient,
  base: URL,
  formId: string,
  signal: AbortSignal,
): Promise<readonly KeptKeys[]> {
  const ask = <T>(path: readonly string[], shape: import('zod').ZodType<T>): Promise<T> =>
    fetchJson(http, apiAddress(base, path), { file: path.at(-1) ?? '' }, shape, signal);
  const found: KeptKeys[] = [];
  for (const { id } of await ask(['projects'], projects)) {
    if (!isInAddress(base, id)) continue;
    const own = await ask(['projects', String(id), 'forms'], forms).catch(noneIfHidden);
    if (!own.some(({ xmlFormId }) => xmlFormId === formId)) continue;
    const path = ['projects', String(id), 'forms', formId, 'submissions', 'keys'];
    const all = await ask(path, keys).catch(noneIfHidden);
    const ids = all.flatMap((key) => (key.managed === true && key.id != null ? [key.id] : []));
    if (ids.length > 0) found.push({ project: id, ids });
  }
  return found;
}

function noneIfHidden(error: unknown): readonly never[] {
  if (isProblem(error) && (error.code === 'net.forbidden' || error.code === 'net.not_found')) return [];
  throw error;
}

async function decryptProject(
  http: HttpClient,
  base: URL,
  { formId, passphrase, folder, clock }: ServerDecryption,
  { project, ids }: KeptKeys,
  signal: AbortSignal,
): Promise<DecryptedByServer> {
  const counted = await countFeed(http, { base, project: String(project), formId }, signal);
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, '.attache-'));
  try {
    const archive = join(work, 'export.zip');
    const url = apiAddress(base, ['projects', String(project), 'forms', formId, 'submissions.csv.zip']);
    // In the body, because addresses stand in the logs of servers and proxies.
    const form = Object.fromEntries(ids.map((id) => [String(id), passphrase.reveal()]));
    const request = { file: 'submissions.csv.zip', kind: 'part', form, once: true } as const;
    const target = { inlineLimit: 0, path: () => archive, md5: null };
    await http
      .get(url, request, (answer) => receivePart(answer, target), signal)
      .catch((error) => {
        throw exportProblem(error, base.host, formId);
      });
    const opened = await openZip(archive, work);
    const facts = await readFacts(opened.folder);
    const name = `${stripName(formId)} project ${project} decrypted by the server`;
    const kept = await freeName(folder, name);
    await writeFile(
      join(opened.folder, 'ABOUT.txt'),
      about({ project, counted, ...facts }, base.host, formId, clock.now()),
    );
    await rename(opened.folder, kept);
    return { project, folder: kept, counted, ...facts };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** What the server refuses or breaks off, in the terms of the one request that it is about. */
function exportProblem(error: unknown, host: string, form: string): unknown {
  if (!isProblem(error)) return error;
  if (error.code === 'net.unexpected_status' && error.data.params.status === 400) {
    return new Problem('key.passphrase_wrong', { file: form }, { cause: error });
  }
  // An older Central answers a wrong passphrase so, after a few of them.
  if (error.code === 'net.server_error' && error.data.params.status === 500) {
    return new Problem('source.export_failed', { host, form }, { cause: error });
  }
  if (error.code === 'net.cut') return new Problem('source.export_cut', { host, form }, { cause: error });
  return error;
}

type Facts = Pick<DecryptedByServer, 'rows' | 'notDecrypted' | 'withoutData'>;

/** Counts the rows of the main table, which is the one that has a column `Status` (`servers` 5.5). */
async function readFacts(folder: string): Promise<Facts> {
  const facts = { rows: 0, notDecrypted: 0, withoutData: 0 };
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.csv')) continue;
    const rows = createReadStream(join(folder, name)).pipe(
      parse({ columns: true, bom: true, relax_column_count: true }),
    );
    for await (const row of rows as AsyncIterable<Readonly<Record<string, string>>>) {
      // A repeat may have a question named Status; its rows name their parent.
      if (row.Status === undefined || row.KEY === undefined || row.PARENT_KEY !== undefined) break;
      facts.rows += 1;
      if (row.Status === 'not decrypted') facts.notDecrypted += 1;
      else if (row.Status === 'missing encrypted form data' || isBlank(row)) facts.withoutData += 1;
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

/** A path in the folder that is not there yet. */
async function freeName(folder: string, name: string): Promise<string> {
  const taken = new Set(await readdir(folder));
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? name : `${name} (${number})`;
    if (!taken.has(free)) return join(folder, free);
  }
}

function about(facts: Omit<DecryptedByServer, 'folder'>, host: string, form: string, now: Date): string {
  const { counted, rows, notDecrypted, withoutData } = facts;
  return `Decrypted by the server

These files were decrypted by ${host}, not by Attaché on your own computer: the passphrase and
the answers were on the server, and no signature was checked.

Form                          ${form}
Project                       ${facts.project}
Fetched                       ${now.toISOString()}
Submissions on the server     ${counted}
Rows received                 ${rows}
Rows missing                  ${Math.max(0, counted - rows)}
Not decrypted (another key)   ${notDecrypted}
Without answers               ${withoutData}
`;
}
