import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { stripName } from '../../ground/export-names.ts';
import { cleanName, cutName, foldName } from '../../ground/file-name.ts';
import { ioProblem } from '../../ground/io-problem.ts';
import { rename, writeFile } from '../../ground/patient-files.ts';
import { isProblem, Problem, type ProblemData, problemOf } from '../../ground/problem.ts';
import { formUnknown } from '../../ground/problems/form-unknown.ts';
import type { Secret } from '../../ground/secret.ts';
import { makeWorkFolderOutside, removeWorkFolder, sweepWorkFolders } from '../../ground/work-folders.ts';
import type { OpenedZip } from '../folder/open-folder.ts';
import { defaultZipLimits, openZip } from '../folder/zip.ts';
import { keepAll, type Renamed } from '../folder/zip-names.ts';
import { receivePart } from '../http/body.ts';
import type { HttpClient } from '../http/http.ts';
import { fetchJson } from '../http/json.ts';
import type { OpenRosaOptions } from '../openrosa/openrosa.ts';
import { apiAddress, centralAddress, isInAddress } from './address.ts';
import { centralClient } from './client.ts';
import { forms, keys, projects, type Row, versions } from './documents.ts';
import { countFeed, type FeedRequest, readFeed } from './list.ts';

export interface ServerDecryption extends OpenRosaOptions {
  readonly formId: string;
  /** Of the key that the server keeps. It is sent to the server. */
  readonly passphrase: Secret;
  /** Where the files go: each project gets a folder of its own in it. */
  readonly folder: string;
  /** The workspace's folder for what is being worked on: there it is written down until nothing is left behind. */
  readonly incomingFolder: string;
}

/** What a server has decrypted of one form of one project. */
export interface DecryptedByServer {
  readonly project: number;
  /** Absolute path of the folder with its files. */
  readonly folder: string;
  /** Submissions that the server counts, and rows that it gave. */
  readonly counted: number;
  readonly rows: number;
  /** Submissions of another key, whose rows it leaves out or gives without answers. */
  readonly notDecrypted: number;
  /** Submissions for which there is no row, and no reason either. */
  readonly missing: number;
  /** Rows of submissions whose encrypted answers never came, or went with an edit on the server. */
  readonly withoutData: number;
  /** Files that came under the name of another, or one that some system refuses, and have a name of their own. */
  readonly renamed: number;
}

/** A project of whose submissions nothing came. */
export interface NotDecryptedByServer {
  readonly project: number;
  readonly problem: ProblemData;
}

/** Whether the server has decrypted what was asked of a project. */
export function isDecrypted(project: DecryptedByServer | NotDecryptedByServer): project is DecryptedByServer {
  return 'folder' in project;
}

/**
 * Has a Central decrypt the submissions of a form itself, by its `submissions.csv.zip` (`server-apis` §5.5), and keeps
 * what it sends apart from everything that was decrypted here. To be called only when the user knows that passphrase
 * and answers are then on the server. The zip counts when it is whole; its rows are compared with what the server
 * counts. Each project has a key of its own: what one refuses does not lose what another gave.
 *
 * Returns what became of each project that keeps a key of the form. Throws, when no project gave anything, what the
 * first met: `key.passphrase_wrong`; `source.export_cut` when the server breaks off, which one submission that it
 * cannot decrypt brings about, and `source.export_failed` when it fails; `source.no_kept_key` where it keeps no key of
 * that form, `usage.form_unknown` where it has no such form; `net.*`, `source.zip_*` and `store.*`.
 */
export async function decryptOnServer(
  options: ServerDecryption,
  signal: AbortSignal,
): Promise<readonly (DecryptedByServer | NotDecryptedByServer)[]> {
  const base = centralAddress(options.url);
  const http = centralClient(options, base);
  try {
    const done: (DecryptedByServer | NotDecryptedByServer)[] = [];
    for (const { project, ids } of await keptKeys(http, base, options.formId, signal)) {
      try {
        done.push(await decryptProject(http, base, options, { project, ids }, signal));
      } catch (error) {
        const problem = ioProblem(error, options.folder);
        signal.throwIfAborted();
        if (!isProblem(problem)) throw problem;
        done.push({ project, problem: problem.data });
      }
    }
    if (done.some(isDecrypted)) return done;
    const [failed] = done.flatMap((one) => (isDecrypted(one) ? [] : [one]));
    throw failed === undefined
      ? new Problem('source.no_kept_key', { host: base.host, form: options.formId })
      : problemOf(failed.problem);
  } catch (error) {
    throw ioProblem(error, options.folder);
  } finally {
    await http.close();
  }
}

/**
 * What reminds of the passphrases of the keys that a Central keeps of a form, each once. Throws as `decryptOnServer`
 * does before anything is sent: `source.no_kept_key`, `usage.form_unknown`, `net.*`.
 */
export async function keptKeyHints(
  options: OpenRosaOptions & Pick<ServerDecryption, 'formId'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const base = centralAddress(options.url);
  const http = centralClient(options, base);
  try {
    const kept = await keptKeys(http, base, options.formId, signal);
    if (kept.length === 0) throw new Problem('source.no_kept_key', { host: base.host, form: options.formId });
    return [...new Set(kept.flatMap(({ hints }) => hints))];
  } finally {
    await http.close();
  }
}

interface KeptKeys {
  readonly project: number;
  readonly ids: readonly number[];
  readonly hints: readonly string[];
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
  const seen = new Map<string, string | null>();
  for (const { id } of await ask(['projects'], projects)) {
    if (!isInAddress(base, id)) continue;
    const own = await ask(['projects', String(id), 'forms'], forms).catch(noneIfHidden);
    for (const { xmlFormId, name } of own) seen.set(xmlFormId, name ?? null);
    if (!own.some(({ xmlFormId }) => xmlFormId === formId)) continue;
    const path = ['projects', String(id), 'forms', formId, 'submissions', 'keys'];
    const all = await ask(path, keys).catch(noneIfHidden);
    const ids = all.flatMap((key) => (key.managed === true && key.id != null ? [key.id] : []));
    const hints = all.flatMap(({ managed, hint }) =>
      managed === true && hint != null && hint !== '' ? [hint] : [],
    );
    if (ids.length > 0) found.push({ project: id, ids, hints });
  }
  if (!seen.has(formId)) {
    throw formUnknown(
      formId,
      base.host,
      [...seen].map(([id, title]) => ({ formId: id, title })),
    );
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
  { formId, passphrase, folder, incomingFolder, clock }: ServerDecryption,
  { project, ids }: Pick<KeptKeys, 'project' | 'ids'>,
  signal: AbortSignal,
): Promise<DecryptedByServer> {
  const counted = await countFeed(http, { base, project: String(project), formId }, signal);
  await mkdir(folder, { recursive: true });
  const work = makeWorkFolderOutside(folder, incomingFolder);
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
    // Submissions may each have a file of the same name: the server packs them all, and all of them are kept.
    const twice: Renamed[] = [];
    const opened = await openZip(archive, work, defaultZipLimits, (entries) =>
      keepAll(entries, (one) => twice.push(one)),
    );
    const renamed = renamedIn(opened, twice);
    const facts = await compare(await readFacts(opened.folder), counted, () =>
      countOfOtherKeys(http, { base, project: String(project), formId }, ids, signal),
    );
    const name = `${cutName(cleanName(stripName(formId)), 160, 70)} project ${project} decrypted by the server`;
    const kept = await freeName(folder, name);
    await writeFile(
      join(opened.folder, 'ABOUT.txt'),
      about({ project, renamed, ...facts }, base.host, formId, clock.now()),
    );
    await rename(opened.folder, kept);
    return { project, folder: kept, ...facts, renamed: renamed.length };
  } finally {
    removeWorkFolder(work);
    sweepWorkFolders(incomingFolder);
  }
}

/** Which files are called otherwise than in the archive: for sharing a name, or for one that some system refuses. */
function renamedIn({ renamed, names }: OpenedZip, twice: readonly Renamed[]): readonly Renamed[] {
  const numbered = new Set(twice.map(({ as }) => as));
  return [
    ...twice.map(({ name, as }) => ({ name, as: names.onDisk(as) })),
    ...renamed.filter(({ name }) => !numbered.has(name)),
  ];
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

type Facts = Omit<DecryptedByServer, 'project' | 'folder' | 'renamed'>;
type RowFacts = Pick<Facts, 'rows' | 'notDecrypted' | 'withoutData'>;

/** Sets the rows beside what the server counts: where some are missing, those of other keys are told apart. */
async function compare(
  { rows, notDecrypted, withoutData }: RowFacts,
  counted: number,
  countOthers: () => Promise<number>,
): Promise<Facts> {
  const short = Math.max(0, counted - rows);
  const leftOut = short === 0 ? 0 : Math.min(short, await countOthers());
  return { counted, rows, notDecrypted: notDecrypted + leftOut, missing: short - leftOut, withoutData };
}

/** How many submissions are encrypted for none of these keys, by the versions of the form that they are of. */
async function countOfOtherKeys(
  http: HttpClient,
  request: FeedRequest,
  ids: readonly number[],
  signal: AbortSignal,
): Promise<number> {
  const { base, project, formId } = request;
  const url = apiAddress(base, ['projects', project, 'forms', formId, 'versions']);
  const all = await fetchJson(http, url, { file: 'versions' }, versions, signal);
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
async function readFacts(folder: string): Promise<RowFacts> {
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

/** A path in the folder that is not there yet. */
async function freeName(folder: string, name: string): Promise<string> {
  const taken = new Set((await readdir(folder)).map(foldName));
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? name : `${name} (${number})`;
    if (!taken.has(foldName(free))) return join(folder, free);
  }
}

function about(
  facts: Facts & { readonly project: number; readonly renamed: readonly Renamed[] },
  host: string,
  form: string,
  now: Date,
): string {
  const { counted, rows, notDecrypted, missing, withoutData, renamed } = facts;
  return `Decrypted by the server

These files were decrypted by ${host}, not by Attaché on your own computer: the passphrase and
the answers were on the server, and no signature was checked.

Form                          ${form}
Project                       ${facts.project}
Fetched                       ${now.toISOString()}
Submissions on the server     ${counted}
Rows received                 ${rows}
Rows missing                  ${missing}
Not decrypted (another key)   ${notDecrypted}
Without answers               ${withoutData}
${renamed.length === 0 ? '' : otherNames(renamed)}`;
}

/**
 * Which files have another name here. The tables have the name that was sent, and the archive does not say whose file
 * is which.
 */
function otherNames(renamed: readonly Renamed[]): string {
  return `
Several submissions have a file of the same name, or a file has a name that some computers
cannot hold. All of these files are here. The tables name each of them as it was sent; of files
of the same name, the server does not say which belongs to which row.

${renamed.map(({ name, as }) => `${as}   was sent as ${name}\n`).join('')}`;
}
