import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stripName } from '../../ground/export-names.ts';
import { cleanName, cutName, foldName } from '../../ground/file-name.ts';
import { ioProblem } from '../../ground/io-problem.ts';
import { rename, writeFile } from '../../ground/patient-files.ts';
import { isProblem, Problem, problemOf } from '../../ground/problem.ts';
import { makeWorkFolderOutside, removeWorkFolder, sweepWorkFolders } from '../../ground/work-folders.ts';
import {
  type DecryptedByServer,
  isDecrypted,
  type NotDecryptedByServer,
} from '../../model/decrypted-by-server.ts';
import { openZip } from '../folder/zip.ts';
import { keepAll, type Renamed } from '../folder/zip-names.ts';
import { receivePart } from '../http/body.ts';
import type { HttpClient } from '../http/http.ts';
import type { DecryptionRequest, FormOnServer } from '../server-decryption.ts';
import { apiAddress, centralAddress } from './address.ts';
import { centralClient } from './client.ts';
import { about } from './decrypted-about.ts';
import { compare, countOfOtherKeys, readFacts } from './decrypted-rows.ts';
import { type KeptKeys, keptKeys } from './kept-keys.ts';
import { countFeed } from './list.ts';
import { placeFiles } from './place-files.ts';

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
  options: DecryptionRequest,
  signal: AbortSignal,
): Promise<readonly (DecryptedByServer | NotDecryptedByServer)[]> {
  const base = centralAddress(options.url);
  const http = centralClient(options, base);
  try {
    const done: (DecryptedByServer | NotDecryptedByServer)[] = [];
    for (const { project, ids } of await keptKeys({ http, base }, options.formId, signal)) {
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
export async function keptKeyHints(options: FormOnServer, signal: AbortSignal): Promise<readonly string[]> {
  const base = centralAddress(options.url);
  const http = centralClient(options, base);
  try {
    const kept = await keptKeys({ http, base }, options.formId, signal);
    if (kept.length === 0) throw new Problem('source.no_kept_key', { host: base.host, form: options.formId });
    return [...new Set(kept.flatMap(({ hints }) => hints))];
  } finally {
    await http.close();
  }
}

async function decryptProject(
  http: HttpClient,
  base: URL,
  { formId, passphrase, folder, incomingFolder, clock }: DecryptionRequest,
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
      .get(url, request, (response) => receivePart(response, target), signal)
      .catch((error) => {
        throw exportProblem(error, base.host, formId);
      });
    // Submissions may each have a file of the same name: the server packs them all, and all of them are kept.
    const twice: Renamed[] = [];
    const opened = await openZip(archive, {
      incomingFolder: work,
      // The user has asked for these files as they are.
      key: null,
      arrange: (entries) => keepAll(entries, (one) => twice.push(one)),
    });
    const files = join(work, 'files');
    await mkdir(files, { mode: 0o700 });
    const renamed = renamedIn(await placeFiles(opened.files(), files), twice);
    const facts = await compare(await readFacts(files), counted, () =>
      countOfOtherKeys(http, { base, project: String(project), formId }, ids, signal),
    );
    const name = `${cutName(cleanName(stripName(formId)), 160, 70)} project ${project} decrypted by the server`;
    const kept = await freeName(folder, name);
    await writeFile(
      join(files, 'ABOUT.txt'),
      about({ project, renamed, ...facts }, base.host, formId, clock.now()),
    );
    await rename(files, kept);
    return { project, folder: kept, ...facts, renamed: renamed.length };
  } finally {
    removeWorkFolder(work);
    sweepWorkFolders(incomingFolder);
  }
}

/** The files that are renamed: several had one name, or some system refuses the name. */
function renamedIn(placed: readonly Renamed[], twice: readonly Renamed[]): readonly Renamed[] {
  const onDisk = new Map(placed.map(({ name, as }) => [name, as]));
  const numbered = new Set(twice.map(({ as }) => as));
  return [
    ...twice.map(({ name, as }) => ({ name, as: onDisk.get(as) ?? as })),
    ...placed.filter(({ name }) => !numbered.has(name)),
  ];
}

/** Turns an error of this one request into what it means for the export. */
function exportProblem(error: unknown, host: string, form: string): unknown {
  if (!isProblem(error)) return error;
  if (error.code === 'net.unexpected_status' && error.data.params.status === 400) {
    return new Problem('key.passphrase_wrong', { file: form }, { cause: error });
  }
  // An older Central says this after a few wrong passphrases.
  if (error.code === 'net.server_error' && error.data.params.status === 500) {
    return new Problem('source.export_failed', { host, form }, { cause: error });
  }
  if (error.code === 'net.cut') return new Problem('source.export_cut', { host, form }, { cause: error });
  return error;
}

/** A path in the folder that is not there yet. */
async function freeName(folder: string, name: string): Promise<string> {
  const taken = new Set((await readdir(folder)).map(foldName));
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? name : `${name} (${number})`;
    if (!taken.has(foldName(free))) return join(folder, free);
  }
}
