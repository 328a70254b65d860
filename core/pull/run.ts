import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { UnlockedKey } from '../../keys/key.ts';
import { diskName } from '../decrypt/open-parts.ts';
import type { Clock } from '../ports.ts';
import { isProblem, type ProblemData } from '../problem.ts';
import { isSafeToResume } from '../source/cursor.ts';
import type { FetchedSubmission, FormRef, Landing, Source, SubmissionRef } from '../source/source.ts';
import type { Taking } from '../store/listings.ts';
import type { Workspace } from '../workspace.ts';
import type { Tally } from './commit.ts';
import { INLINE_LIMIT } from './inline-limit.ts';
import { Opening } from './opening.ts';
import { readForms, stopsRun } from './read-forms.ts';
import { noCounts, type RunOutcome, type RunProgress, type RunReport } from './report.ts';
import { rereadWithForms } from './reread.ts';

export interface RunOptions {
  readonly workspace: Workspace;
  readonly source: Source;
  /** What the listings of this source are kept under: a server's name, or a folder. */
  readonly sourceName: string;
  readonly kind: 'pull' | 'import' | 'retry';
  readonly keys: readonly UnlockedKey[];
  /** Only these forms; null is all. */
  readonly formIds: readonly string[] | null;
  /** Read the lists from their start even where they could be continued from where the last run ended. */
  readonly full: boolean;
  readonly keepCiphertext: boolean;
  /** Submissions fetched at once. */
  readonly connections: number;
  /** Threads that open submissions; undefined is one a core. */
  readonly threads?: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

/**
 * The line: lists what a source has, fetches what is not here whole, opens it and stores it, one submission being the
 * unit of work, of failure and of commit. Can be cancelled (by the signal) or killed at any moment and run again: the
 * lists are kept with their cursor, a submission with all that belongs to it, each in one transaction.
 *
 * Returns the report. Throws the problem that stopped it (login refused, source not reachable, disk full, database not
 * writable) after what was done is stored, with the run marked as stopped.
 */
export async function runLine(options: RunOptions): Promise<RunReport> {
  const { workspace, clock, sourceName, kind } = options;
  const started = clock.now();
  const at = started.toISOString();
  const run = { id: workspace.runs.start(kind, sourceName, at), at };
  const tally: Tally = { counts: noCounts(), problems: new Map() };
  const forms: string[] = [];
  const report = (outcome: RunOutcome): RunReport => ({
    runId: run.id,
    outcome,
    counts: tally.counts,
    problems: Object.fromEntries(tally.problems),
    forms,
    seconds: (clock.now().getTime() - started.getTime()) / 1000,
  });
  const end = (outcome: RunOutcome): RunReport => {
    const { counts } = tally;
    counts.notReached = counts.toFetch - counts.fetched - counts.notFetched;
    const ended = report(outcome);
    workspace.transaction(() => workspace.runs.end(run.id, clock.now().toISOString(), outcome, ended));
    return ended;
  };
  try {
    await workLine(options, run, tally, forms);
  } catch (error) {
    if (options.signal.aborted) return end('cancelled');
    // When the database itself is the trouble, what was thrown first says more than that its end cannot be noted.
    if (!isProblem(error) || !error.code.startsWith('store.')) end('stopped');
    throw error;
  }
  if (options.signal.aborted) return end('cancelled');
  return end(tally.problems.size > 0 ? 'with-problems' : 'complete');
}

async function workLine(
  options: RunOptions,
  run: { readonly id: number; readonly at: string },
  tally: Tally,
  forms: string[],
): Promise<void> {
  const { workspace, source, sourceName, signal } = options;
  const taking: Taking = options.kind === 'retry' ? 'retry' : 'pull';
  const progress = (step: RunProgress['step'], done: number, total: number | null): void => {
    options.onProgress({ runId: run.id, step, done, total, problems: tally.counts.withProblems });
  };
  const refs = (await source.listForms(signal)).filter(
    ({ formId }) => formId === '' || options.formIds === null || options.formIds.includes(formId),
  );
  for (const [i, form] of refs.entries()) {
    progress('forms', i, refs.length);
    const read = await readForms(workspace, source, sourceName, form, run, signal);
    forms.push(...read.formIds);
    for (const problem of read.problems) addProblem(tally, problem);
  }
  rereadWithForms(workspace);
  workspace.makeViews();

  // Started before the lists are read, so that the threads are ready when the first submission comes.
  const landing = landingIn(workspace, sourceName);
  const count = (): void =>
    progress('submissions', tally.counts.fetched + tally.counts.notFetched, tally.counts.toFetch);
  const opening = new Opening({
    ...options,
    run,
    tally,
    onStored: async (batch) => {
      for (const { fetched } of batch) await landing.clear(fetched);
      count();
    },
  });
  try {
    // A server may list several versions of a form, whose submissions it lists together; a folder has one list for each.
    const lists = [...new Map(refs.map((form) => [form.formId, form])).values()];
    for (const form of source.kind === 'folder' ? refs : lists) {
      try {
        await listOne(options, form, progress);
      } catch (error) {
        if (!isProblem(error) || stopsRun(error.data)) throw error;
        // What was listed until then is fetched, and the other forms go on.
        keepProblem(options, form.formId, listLocator(form), error.data, run.id);
        addProblem(tally, error.data);
      }
    }
    for (const form of lists) {
      const { pending, listed } = workspace.listings.count(sourceName, form.formId, taking);
      tally.counts.listed += listed;
      tally.counts.toFetch += pending;
      tally.counts.alreadyHere += listed - pending;
    }
    await fetchAll(options, lists, taking, run, tally, opening, landing, count);
  } finally {
    await opening.close();
  }
}

/** Reads one list to its end; each page is kept with the cursor behind it before the next is asked for. */
async function listOne(
  { workspace, source, sourceName, full, signal }: RunOptions,
  form: FormRef,
  progress: (step: RunProgress['step'], done: number, total: number | null) => void,
): Promise<void> {
  workspace.submissions.clearUnfetched(sourceName, listLocator(form));
  const saved = full ? null : workspace.listings.cursor(sourceName, form.formId);
  const cursor = saved !== null && isSafeToResume(saved) ? saved : null;
  let seen = 0;
  for await (const page of source.listSubmissions(form, cursor, signal)) {
    workspace.transaction(() => workspace.listings.putPage(sourceName, form.formId, page.refs, page.cursor));
    seen += page.refs.length;
    progress('list', seen, null);
  }
}

/** What a problem of a whole list is kept under. */
function listLocator(form: FormRef): string {
  return `list:${form.locator}`;
}

function keepProblem(
  { workspace, sourceName }: RunOptions,
  formId: string,
  locator: string,
  problem: ProblemData,
  runId: number,
): void {
  const { file } = problem.params;
  const kept = { ...problem, file: typeof file === 'string' ? file : null };
  workspace.transaction(() => workspace.submissions.putUnfetched(sourceName, formId, locator, kept, runId));
}

/** Fetches with as many connections as asked for, and gives each submission on to be opened and stored. */
async function fetchAll(
  options: RunOptions,
  forms: readonly FormRef[],
  taking: Taking,
  run: { readonly id: number; readonly at: string },
  tally: Tally,
  opening: Opening,
  landing: Landing,
  progress: () => void,
): Promise<void> {
  const { source, sourceName, signal } = options;
  const queue = pendingOf(options, forms, taking);
  let stop: { readonly error: unknown } | null = null;
  const connection = async (): Promise<void> => {
    while (stop === null && !opening.hasFailed && !signal.aborted) {
      const next = queue.next();
      if (next.done === true) return;
      const { form, ref } = next.value;
      try {
        const fetched = await source.fetchSubmission(ref, form, landing, signal);
        await opening.take({ source: sourceName, fetched });
      } catch (error) {
        if (signal.aborted) return;
        if (!isProblem(error) || stopsRun(error.data)) {
          stop ??= { error };
          return;
        }
        keepProblem(options, ref.formId, ref.locator, error.data, run.id);
        tally.counts.notFetched += 1;
        addProblem(tally, error.data);
        progress();
      }
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: options.connections }, connection));
  await opening.finish();
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  const first =
    failed === undefined ? (stop as { readonly error: unknown } | null) : { error: failed.reason };
  if (first !== null) throw first.error;
}

function* pendingOf(
  { workspace, sourceName }: RunOptions,
  forms: readonly FormRef[],
  taking: Taking,
): Generator<{ readonly form: FormRef; readonly ref: SubmissionRef }> {
  for (const form of forms) {
    for (const { ref } of workspace.listings.pending(sourceName, form.formId, taking)) yield { form, ref };
  }
}

/** Where large parts arrive: one folder a submission, named by what the source calls it. */
function landingIn(
  workspace: Workspace,
  sourceName: string,
): Landing & { clear(fetched: FetchedSubmission): Promise<void> } {
  const folderOf = (ref: SubmissionRef): string => {
    const id = createHash('sha256')
      .update(JSON.stringify([sourceName, ref.formId, ref.locator]))
      .digest('hex');
    return join(workspace.incomingFolder, id.slice(0, 32));
  };
  return {
    inlineLimit: INLINE_LIMIT,
    pathFor: (ref, name) => join(folderOf(ref), diskName(name, new Set())),
    kept: (ref, name) => workspace.kept.partOf(sourceName, ref, name),
    clear: async ({ ref, parts }) => {
      const folder = folderOf(ref);
      const landed = parts.some(
        ({ content }) => content?.kind === 'file' && dirname(content.path) === folder,
      );
      if (landed) await rm(folder, { recursive: true, force: true });
    },
  };
}

function addProblem(tally: Tally, { code }: ProblemData): void {
  tally.problems.set(code, (tally.problems.get(code) ?? 0) + 1);
}
