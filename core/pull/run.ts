import { join } from 'node:path';
import type { UnlockedKey } from '../../keys/key.ts';
import { rm } from '../patient-files.ts';
import type { Clock } from '../ports.ts';
import { isProblem, type ProblemData, problemData } from '../problem.ts';
import type { FormRef, Source, SubmissionRef } from '../source/source.ts';
import { listLocator } from '../store/form-locators.ts';
import { storeProblem } from '../store/store-problem.ts';
import type { Workspace } from '../workspace.ts';
import type { Away } from './away.ts';
import { Causes } from './causes.ts';
import type { Tally } from './commit.ts';
import { fetchAll } from './fetch-all.ts';
import { FormTallies } from './form-tallies.ts';
import { type Taken, takingOf, type Wishes } from './form-wish.ts';
import { landingIn } from './landing.ts';
import { type ListedForms, listForms } from './list-forms.ts';
import { Opening } from './opening.ts';
import { takeFromOtherWays, takenByPlaces, tellOrigins } from './other-ways.ts';
import { choiceFilesOf, readFormMedia } from './read-form-media.ts';
import { readForms } from './read-forms.ts';
import { readLists, type WholeList } from './read-lists.ts';
import {
  type AsideSubmission,
  type EmptyForm,
  noCounts,
  type RunOutcome,
  type RunProgress,
  type RunReport,
} from './report.ts';
import { readingOf, rereadRepeats, rereadWithForms } from './reread.ts';

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
  /** Also what Collect had not finished, which else is listed, counted and left out. By default as the source is set. */
  readonly includeDrafts?: boolean | undefined;
  /** Also true for the ids of the forms that it is to be kept for. */
  readonly keepCiphertext: boolean | ReadonlySet<string>;
  /** Leave the files beside forms that choices come from where they are. */
  readonly excludeFormMedia?: boolean | undefined;
  /** What is taken of single forms; a form that is not in it is taken whole. */
  readonly wishes?: Wishes | undefined;
  /** Only these refs, whatever is pending beside them; then no list is read. */
  readonly only?: readonly Pick<SubmissionRef, 'formId' | 'locator'>[] | undefined;
  /** Submissions fetched at once. */
  readonly connections: number;
  /** Threads that open submissions; undefined is one a core. */
  readonly threads?: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
  /** The pull that this run is a part of. */
  readonly pullId?: number | undefined;
  /** Where the run keeps its counts form by form, for whoever looks on. */
  readonly tallies?: FormTallies | undefined;
  /** Waits while the network is away; without it what cannot be fetched then is told as a problem. */
  readonly away?: Away | undefined;
  /**
   * Told of the forms that the source lists, before any is taken, and of those that it lists no more; what it throws ends
   * the run.
   */
  readonly onListed?: ((listed: ListedForms) => void) | undefined;
  /** Told of what was done until then when something stops the run, which is thrown after it. */
  readonly onStopped?: ((report: RunReport) => void) | undefined;
  /** Told of each form of which the source lists no submission, and nothing is wrong. */
  readonly onEmpty?: ((form: EmptyForm) => void) | undefined;
  /** Told of the forms that are taken, when their definitions are read and nothing else of them yet. */
  readonly onForms?: ((forms: readonly FormRef[]) => void) | undefined;
  /** Told when the lists are read, so that it is known how much there is to fetch. */
  readonly onCounted?: (() => void) | undefined;
  /** Told of each list that could not be read to its end. */
  readonly onListProblem?: ((formId: string, problem: ProblemData) => void) | undefined;
  /** Told of each ref that could not be fetched. */
  readonly onProblem?: ((formId: string, problem: ProblemData) => void) | undefined;
  /** Told what is being opened, before it is begun and when it is done. */
  readonly onInHand?: ((refs: readonly SubmissionRef[], isDone: boolean) => void) | undefined;
}

/** One run while it goes on. */
interface Run {
  readonly id: number;
  readonly at: string;
  readonly away: Away | undefined;
  readonly tally: Tally;
  /** What of the problems is of a form or its list, rather than of a submission. */
  readonly ofForms: Map<ProblemData['code'], number>;
  readonly tallies: FormTallies;
  /** Ids of the definitions that were read. */
  readonly forms: string[];
  readonly notes: ProblemData[];
  readonly said: ProblemData[];
  readonly empty: EmptyForm[];
  unlisted: ListedForms['unlisted'];
  isNothingShown: boolean;
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
  const run: Run = {
    id: workspace.transaction(() => workspace.runs.start(kind, sourceName, at, options.pullId ?? null)),
    at,
    away: options.away,
    tally: { counts: noCounts(), problems: new Map(), causes: new Causes(), aside: [] },
    ofForms: new Map(),
    tallies: options.tallies ?? new FormTallies(),
    forms: [],
    notes: [],
    said: [],
    empty: [],
    unlisted: [],
    isNothingShown: false,
  };
  const { tally } = run;
  const end = (outcome: RunOutcome): RunReport => {
    const { counts } = tally;
    counts.notReached = counts.toFetch - counts.fetched - counts.notFetched;
    const ended: RunReport = {
      runId: run.id,
      outcome,
      counts,
      problems: Object.fromEntries(tally.problems),
      ofForms: Object.fromEntries(run.ofForms),
      drafts: workspace.drafts.leftOut(sourceName),
      left: workspace.leftOvers.count(sourceName, options.formIds),
      causes: tally.causes.all(),
      ...(tally.aside.length > 0 && { aside: tally.aside }),
      forms: run.forms,
      notes: run.notes,
      said: run.said,
      empty: run.empty,
      unlisted: run.unlisted,
      isNothingShown: run.isNothingShown,
      seconds: (clock.now().getTime() - started.getTime()) / 1000,
    };
    workspace.transaction(() => workspace.runs.end(run.id, clock.now().toISOString(), outcome, ended));
    return ended;
  };
  try {
    await workLine(options, run);
  } catch (thrown) {
    if (options.signal.aborted) return end('cancelled');
    const error = storeProblem(thrown, workspace.folder);
    // When the database itself is the trouble, what was thrown first says more than that its end cannot be noted.
    if (!isProblem(error) || !error.code.startsWith('store.')) options.onStopped?.(end('stopped'));
    throw error;
  }
  if (options.signal.aborted) return end('cancelled');
  return end(tally.problems.size > 0 ? 'with-problems' : 'complete');
}

async function workLine(options: RunOptions, run: Run): Promise<void> {
  const { workspace, source, sourceName, signal, clock } = options;
  const { tally, tallies } = run;
  const isRetry = options.kind === 'retry';
  const taken: Taken = {
    taking: isRetry ? 'retry' : 'pull',
    keys: options.keys,
    // A pull of everything compares what no signature proves with what the source has; a folder is only read whole.
    unproved: options.full && options.kind === 'pull',
    untried: isRetry ? workspace.listings.failedLists(sourceName) : new Set(),
    drafts: options.includeDrafts ?? takesDrafts(options),
  };
  const progress = (step: RunProgress['step'], done: number, total: number | null): void => {
    options.onProgress({ runId: run.id, step, done, total, problems: tally.counts.withProblems });
  };
  const reading = readingOf(workspace);
  const deletedBefore = workspace.queries.deletedAt(sourceName);
  const unlistedBefore = workspace.queries.unlistedAt(sourceName);
  const refs = await chosenForms(options, run);
  for (const [i, form] of refs.entries()) {
    progress('forms', i, refs.length);
    const read = await readForms(workspace, source, sourceName, form, run, signal);
    run.forms.push(...read.formIds);
    for (const problem of read.problems) addFormProblem(run, problem);
  }
  if (options.excludeFormMedia !== true) {
    const files = choiceFilesOf(workspace);
    for (const form of refs) {
      const names = files.get(form.formId);
      if (names === undefined) continue;
      const problems = await readFormMedia(workspace, source, sourceName, form, names, run, signal);
      for (const problem of problems) addFormProblem(run, problem);
    }
  }
  await rereadWithForms(workspace, reading);
  await settleUnsigned(options);
  workspace.makeViews();
  options.onForms?.(refs);

  // Started before the lists are read, so that the threads are ready when the first submission comes.
  const landing = landingIn(workspace, sourceName, options.wishes);
  const count = (): void =>
    progress('submissions', tally.counts.fetched + tally.counts.notFetched, tally.counts.toFetch);
  const opening = new Opening({
    ...options,
    run,
    tally,
    tallies: () => tallies,
    onBegin: (batch) =>
      options.onInHand?.(
        batch.map(({ fetched }) => fetched.ref),
        false,
      ),
    onStored: async (batch) => {
      options.onInHand?.(
        batch.map(({ fetched }) => fetched.ref),
        true,
      );
      for (const { fetched } of batch) await landing.clear(fetched);
      count();
    },
  });
  try {
    if (options.only === undefined) {
      const { whole, isNothingShown } = await readLists(
        {
          workspace,
          source,
          sourceName,
          signal,
          away: options.away,
          isFull: (formId) => options.full || options.wishes?.get(formId)?.full === true,
          now: () => clock.now(),
          onPage: (formId, seen) => {
            tallies.change(formId, (form) => {
              form.step = 'listing';
            });
            progress('list', seen, null);
          },
          onProblem: (form, problem) => {
            const byPlaces = takenByPlaces(workspace, problem);
            if (byPlaces !== null) {
              if (options.formIds !== null) run.notes.push(byPlaces);
              return;
            }
            keepProblem(options, form.formId, listLocator(form), problem, run.id);
            addFormProblem(run, problem);
            options.onListProblem?.(form.formId, problem);
            tallies.change(form.formId, (known) => {
              known.problem ??= problem;
            });
          },
        },
        refs,
      );
      run.isNothingShown = isNothingShown;
      if (source.kind !== 'folder') tellEmpty(options, run, whole);
      if (!isRetry)
        await takeFromOtherWays(workspace, sourceName, [...new Set(refs.map(({ formId }) => formId))]);
    }
    const countGone = (): void => {
      const deleted = workspace.queries.deletedAt(sourceName);
      tally.counts.deleted = deleted.size;
      tally.counts.deletedNow = [...deleted].filter((id) => !deletedBefore.has(id)).length;
      const unlisted = workspace.queries.unlistedAt(sourceName);
      tally.counts.unlisted = unlisted.size;
      tally.counts.unlistedNow = [...unlisted].filter((id) => !unlistedBefore.has(id)).length;
    };
    countGone();
    // A server may list several versions of a form, whose submissions it lists together.
    const lists = [...new Map(refs.map((form) => [form.formId, form])).values()];
    workspace.transaction(() => workspace.drafts.mark(sourceName, run.id));
    for (const { formId } of lists) plan(options, run, formId, taken);
    options.onCounted?.();
    try {
      await fetchAll(
        {
          ...options,
          wishes: options.wishes,
          only: options.only,
          away: options.away,
          taken,
          landing,
          opening,
          tally,
          tallies,
          onProblem: (ref, problem) => {
            keepProblem(options, ref.formId, ref.locator, problem, run.id);
            tally.counts.notFetched += 1;
            tallies.notStored(ref.formId);
            tally.causes.notStored(problem.code);
            if (isAside(problem)) tally.aside.push(asideOf(ref, problem));
            if (!run.said.some(({ code }) => code === problem.code)) run.said.push(problem);
            addProblem(tally, problem);
            options.onProblem?.(ref.formId, problem);
            count();
          },
          onProgress: count,
        },
        lists,
      );
    } finally {
      // What came before it was stopped may have shown what repeats.
      await rereadRepeats(workspace);
    }
    // What is in the place of something that is listed no more is known by its own answers alone, at some servers.
    countGone();
    const now = clock.now().toISOString();
    if (signal.aborted || isRetry) return;
    workspace.transaction(() => {
      for (const { formId } of lists) workspace.sourceForms.pulled(sourceName, formId, now);
    });
    run.notes.push(
      ...tellOrigins(
        workspace,
        sourceName,
        lists.map(({ formId }) => formId),
      ),
    );
  } finally {
    await opening.close();
  }
}

/** Removes the ciphertext that was kept only because its client never signs, unless the user keeps it. */
async function settleUnsigned({ workspace, sourceName, keepCiphertext }: RunOptions): Promise<void> {
  const isKept = (formId: string): boolean =>
    typeof keepCiphertext === 'boolean' ? keepCiphertext : keepCiphertext.has(formId);
  const obsolete = workspace.transaction(() => workspace.unsignedCiphertext.settle(sourceName, isKept));
  for (const file of obsolete) await rm(join(workspace.ciphertextFolder, file), { force: true });
}

/** Whether the user has set that drafts are taken from this folder. */
function takesDrafts({ workspace, sourceName }: RunOptions): boolean {
  const server = workspace.servers.find(sourceName);
  return server?.kind === 'folder' && server.settings.drafts === true;
}

/** The forms of the source that are taken, each with its tally begun. */
async function chosenForms(
  { source, sourceName, workspace, ...options }: RunOptions,
  run: Run,
): Promise<FormRef[]> {
  const listed = await listForms(workspace, source, sourceName, run, options.signal);
  options.onListed?.(listed);
  const isAsked = (formId: string): boolean => options.formIds === null || options.formIds.includes(formId);
  const refs = listed.forms.filter(({ formId }) => formId === '' || isAsked(formId));
  const isWorthAWord = !listed.isPartial || options.formIds !== null;
  run.unlisted = listed.unlisted
    .filter(({ formId }) => isWorthAWord && isAsked(formId))
    .map(({ formId, title }) => ({ formId, title }));
  for (const { formId, title } of run.unlisted) {
    const problem = problemData('source.form_unlisted', { source: sourceName, form: title });
    addFormProblem(run, problem);
    options.onListProblem?.(formId, problem);
    run.tallies.change(formId, (form) => {
      form.title = title;
      form.problem ??= problem;
      form.step = 'ended';
    });
  }
  for (const { formId, name } of refs) {
    run.tallies.change(formId, (form) => {
      form.title = name;
    });
  }
  return refs;
}

/** Notes of which forms the source lists nothing, without a trace of anything that was there before. */
function tellEmpty(
  { workspace, sourceName, onEmpty }: RunOptions,
  run: Run,
  whole: readonly WholeList[],
): void {
  for (const { formId, title, listed, isAll } of whole) {
    if (listed > 0 || formId === '' || workspace.listings.hasGone(sourceName, formId)) continue;
    const form = { formId, title, isSure: isAll };
    run.empty.push(form);
    onEmpty?.(form);
  }
}

/** Counts what is to be fetched of one form. */
function plan(options: RunOptions, run: Run, formId: string, taken: Taken): void {
  const { workspace, sourceName, wishes, only } = options;
  const { counts } = run.tally;
  const named = only?.filter(
    (ref) => ref.formId === formId && workspace.listings.find(sourceName, formId, ref.locator) !== null,
  );
  const here = named?.filter(({ locator }) => workspace.listings.isStored(sourceName, formId, locator));
  const { pending, listed, leftOut, again } =
    named === undefined
      ? workspace.listings.count(sourceName, formId, takingOf(wishes, formId, taken))
      : { pending: named.length, listed: named.length, leftOut: 0, again: here?.length ?? 0 };
  counts.listed += listed;
  counts.toFetch += pending;
  counts.leftOut += leftOut;
  counts.alreadyHere += listed - pending - leftOut;
  run.tallies.change(formId, (form) => {
    form.listed = listed;
    form.toFetch = pending;
    form.again = again;
    form.leftOut = leftOut;
    form.alreadyHere = listed - pending - leftOut;
    form.step = pending === 0 ? 'ended' : 'waiting';
  });
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

/** Whether a submission could not be fetched through no fault of its source. */
function isAside({ code }: ProblemData): boolean {
  return code === 'submission.unexpected' || code === 'submission.file_failed' || code === 'store.file_held';
}

function asideOf({ formId, locator }: SubmissionRef, { code, params }: ProblemData): AsideSubmission {
  return { formId, name: locator, code, file: typeof params.file === 'string' ? params.file : null };
}

/** So many problems of forms stand in a report in full. */
const MOST_SAID = 100;

function addFormProblem({ tally, ofForms, said }: Run, problem: ProblemData): void {
  if (said.length < MOST_SAID) said.push(problem);
  addProblem(tally, problem);
  ofForms.set(problem.code, (ofForms.get(problem.code) ?? 0) + 1);
}

function addProblem(tally: Tally, { code }: ProblemData): void {
  tally.problems.set(code, (tally.problems.get(code) ?? 0) + 1);
}
