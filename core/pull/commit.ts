import { join } from 'node:path';
import { bugProblem, fileTrouble } from '../decrypt/file-trouble.ts';
import { rm } from '../ground/patient-files.ts';
import { isProblem } from '../ground/problem.ts';
import type { FetchedSubmission } from '../model/fetched.ts';
import type { SubmissionProblem } from '../model/opened.ts';
import type { PutResult } from '../store/arrival.ts';
import type { Workspace } from '../store/workspace.ts';
import { type FileParts, type Prepared, prepare, prepareUnopened } from './prepare.ts';
import type { RunTally } from './run-tally.ts';
import type { OpenReply } from './workers/open-worker.ts';

/** The parts of a workspace that storing a submission needs. */
export type CommitParts = FileParts & Pick<Workspace, 'submissions' | 'transaction'>;

/** A fetched submission, with the name of the source that it came from. */
export interface Fetched {
  readonly source: string;
  readonly fetched: FetchedSubmission;
  /** It comes from the workspace, where it waited for a key. */
  readonly isKept?: boolean;
}

/** A batch that a thread has decrypted, with its reply for each submission. */
export interface OpenedBatch {
  readonly batch: readonly Fetched[];
  readonly replies: readonly (OpenReply | undefined)[];
}

type RunKeys = { readonly id: number; readonly at: string; readonly keys: readonly string[] };

/**
 * A submission that is ready to be stored, and the result of storing it: null when it could not even be set
 * aside.
 */
type Entry = Fetched & Prepared;
type PutEntry = { readonly entry: Entry; readonly result: PutResult | null };

/**
 * Stores one batch: moves its files to their final places, writes all rows in one transaction, then removes
 * files that no row names any more. A submission that fails through a bug of ours is set aside; the others
 * are stored. Adds the results to the tally. Throws `store.*` problems; then nothing of the batch is stored.
 */
export async function commitBatch(
  workspace: CommitParts,
  { batch, replies }: OpenedBatch,
  run: RunKeys,
  tally: RunTally,
): Promise<void> {
  const entries = await Promise.all(
    batch.map(async (item, i) => ({ ...item, ...(await prepare(workspace, item.fetched, replies[i])) })),
  );
  for (const { entry, result } of await putAll(workspace, entries, run)) {
    const { source, fetched, opened } = entry;
    const { formId } = fetched.ref;
    const problem = asideProblem(opened.problems);
    if (problem !== null) {
      const name = opened.instanceId ?? fetched.ref.locator;
      tally.setAside({ formId: opened.formId ?? formId, name, file: problem.file }, problem.code);
    }
    if (result === null) {
      tally.notStored(source, formId, bugProblem());
      continue;
    }
    tally.stored(source, formId, result);
    const { obsoleteFiles, obsoleteCiphertext } = result;
    for (const file of obsoleteFiles) await remove(workspace, join(workspace.filesFolder, file));
    for (const file of obsoleteCiphertext) await remove(workspace, join(workspace.ciphertextFolder, file));
  }
}

/** One transaction for all submissions. If one fails through a bug of ours, one transaction for each. */
async function putAll(workspace: CommitParts, entries: readonly Entry[], run: RunKeys): Promise<PutEntry[]> {
  try {
    return workspace.transaction(() => entries.map((entry) => putOne(workspace, entry, run)));
  } catch (error) {
    if (isProblem(error)) throw error;
  }
  const put: PutEntry[] = [];
  for (const entry of entries) put.push(await putAlone(workspace, entry, run));
  return put;
}

async function putAlone(workspace: CommitParts, entry: Entry, run: RunKeys): Promise<PutEntry> {
  const { source, fetched } = entry;
  try {
    return workspace.transaction(() => putOne(workspace, entry, run));
  } catch (error) {
    if (isProblem(error)) throw error;
  }
  const unopened = await prepareUnopened(workspace, fetched, bugProblem());
  const aside: Entry = { source, fetched, isKept: entry.isKept === true, ...unopened };
  try {
    return workspace.transaction(() => putOne(workspace, aside, run));
  } catch (error) {
    if (isProblem(error)) throw error;
  }
  const { formId, locator } = fetched.ref;
  workspace.transaction(() => {
    workspace.submissions.putUnfetched(source, formId, locator, bugProblem(), run.id);
  });
  return { entry: aside, result: null };
}

function putOne(workspace: Pick<Workspace, 'submissions'>, entry: Entry, run: RunKeys): PutEntry {
  const { source, fetched, isKept = false, opened, kept, earlier = null } = entry;
  const arrival = {
    source,
    ref: fetched.ref,
    facts: fetched.facts,
    runId: run.id,
    at: run.at,
    keys: run.keys,
    listedId: fetched.listedId ?? null,
    rootId: fetched.rootId ?? null,
    isKept,
  };
  return { entry, result: workspace.submissions.put(opened, arrival, kept, earlier) };
}

/** Removes a file that no row names any more. If another program holds the file, it stays. */
async function remove(workspace: Pick<Workspace, 'filesFolder'>, path: string): Promise<void> {
  await rm(path, { force: true }).catch((error: unknown) => {
    if (fileTrouble(error, workspace.filesFolder) === null) throw error;
  });
}

/** The problem for which a submission was set aside; null when it was not set aside. */
function asideProblem(problems: readonly SubmissionProblem[]): SubmissionProblem | null {
  return (
    problems.find(({ code }) => code === 'submission.unexpected') ??
    problems.find(({ code }) => code === 'submission.file_failed') ??
    null
  );
}
