import { isProblem } from '../ground/problem.ts';
import { storeProblem } from '../ground/store-problem.ts';
import type { RunOutcome, RunProgress, RunReport } from '../model/run-report.ts';
import { listLocator } from '../store/form-locators.ts';
import type { Fetched } from './commit.ts';
import { fetchAll } from './fetch-all.ts';
import { type Taken, takingOf } from './form-options.ts';
import { Opening } from './opening.ts';
import { takeFromOtherWays, takenByPlaces, tellOrigins } from './other-ways.ts';
import { readLists, type WholeList } from './read-lists.ts';
import { rereadRepeats } from './reread.ts';
import { takeForms } from './run-forms.ts';
import type { HandStep, RunOptions } from './run-options.ts';
import { addFormProblem, beginRun, endRun, keepProblem, notFetched, type Run } from './run-state.ts';
import { stagingIn } from './staging.ts';

/**
 * Runs a pull: lists the submissions of a source, downloads those that are not here or not whole, decrypts
 * them and stores them. Each submission succeeds, fails and is committed on its own. A run can be cancelled
 * (by the signal) or killed at any moment and run again: each page of a list is stored with its cursor in one
 * transaction, and each submission with all that belongs to it in another.
 *
 * Returns the report. Throws the problem that stopped the run (login refused, source not reachable, disk
 * full, database not writable). Before that, it stores what was done and marks the run as stopped.
 */
export async function runLine(options: RunOptions): Promise<RunReport> {
  const { workspace, clock, signal } = options;
  const run = beginRun(options, clock.now());
  const end = (outcome: RunOutcome): RunReport => endRun(options, run, outcome);
  try {
    await workLine(options, run);
  } catch (thrown) {
    if (signal.aborted) return end('cancelled');
    const error = storeProblem(thrown, workspace.folder);
    // If the database itself fails, the first error tells more than the failure to note the run's end.
    if (!isProblem(error) || !error.code.startsWith('store.')) options.onStopped?.(end('stopped'));
    throw error;
  }
  if (signal.aborted) return end('cancelled');
  return end(run.tally.hasProblems ? 'with-problems' : 'complete');
}

async function workLine(options: RunOptions, run: Run): Promise<void> {
  const { workspace, source, sourceName, signal, clock } = options;
  const { tally, tallies } = run;
  const isRetry = options.kind === 'retry';
  const taken: Taken = {
    taking: isRetry ? 'retry' : 'pull',
    keys: options.keys,
    // A full pull downloads submissions without a valid signature again, to compare them. In an import,
    // `full` only means that the lists are read from their start.
    unproved: options.full && options.kind === 'pull',
    untried: isRetry ? workspace.listings.failedLists(sourceName) : new Set(),
    drafts: options.includeDrafts ?? takesDrafts(options),
  };
  const progress = (step: RunProgress['step'], done: number, total: number | null): void => {
    options.onProgress({ runId: run.id, step, done, total, problems: tally.counts.withProblems });
  };
  const deletedBefore = workspace.submissionCounts.deletedAt(sourceName);
  const unlistedBefore = workspace.submissionCounts.unlistedAt(sourceName);
  const refs = await takeForms(options, run, (done, total) => progress('forms', done, total));
  options.onForms?.(refs);

  const staging = stagingIn(workspace, sourceName, options.formOptions);
  const count = (): void => progress('submissions', tally.done, tally.counts.toFetch);
  const inHand = (batch: readonly Fetched[], step: HandStep): void =>
    options.onInHand?.(
      batch.map(({ fetched }) => fetched.ref),
      step,
    );
  const opening = new Opening({
    ...options,
    run,
    tally,
    onBegin: (batch) => inHand(batch, 'begins'),
    onOpened: (batch) => inHand(batch, 'waits'),
    onStored: async (batch) => {
      inHand(batch, 'stored');
      for (const { fetched } of batch) await staging.clear(fetched);
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
          isFull: (formId) => options.full || options.formOptions?.get(formId)?.full === true,
          now: () => clock.now(),
          onPage: (formId, seen) => {
            tallies.change(formId, (form) => {
              form.step = 'listing';
            });
            progress('list', seen, null);
          },
          // The threads start while the lists are read, to be ready for the first submission. A server is slower than
          // a folder: mostly one thread is enough for it.
          onNews: (count) => opening.start(source.kind === 'folder' ? count : 1),
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
      const deleted = workspace.submissionCounts.deletedAt(sourceName);
      const unlisted = workspace.submissionCounts.unlistedAt(sourceName);
      tally.gone({
        deleted: deleted.size,
        deletedNow: [...deleted].filter((id) => !deletedBefore.has(id)).length,
        unlisted: unlisted.size,
        unlistedNow: [...unlisted].filter((id) => !unlistedBefore.has(id)).length,
      });
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
          formOptions: options.formOptions,
          only: options.only,
          away: options.away,
          taken,
          staging,
          opening,
          tally,
          tallies,
          onProblem: (ref, problem) => {
            notFetched(options, run, ref, problem);
            count();
          },
          onProgress: count,
        },
        lists,
      );
    } finally {
      // The submissions that came before the stop may have shown which parts repeat.
      await rereadRepeats(workspace);
    }
    // At some servers, only the answers of a submission show that it replaced one that is no longer listed.
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

/** Whether the user has set that drafts of this folder are pulled. */
function takesDrafts({ workspace, sourceName }: RunOptions): boolean {
  const server = workspace.servers.find(sourceName);
  return server?.kind === 'folder' && server.settings.drafts === true;
}

/** Notes each form whose list is empty, unless the list once had submissions that are gone now. */
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

/** Counts the submissions of one form that this run is to download. */
function plan(options: RunOptions, run: Run, formId: string, taken: Taken): void {
  const { workspace, sourceName, formOptions, only } = options;
  const named = only?.filter(
    (ref) => ref.formId === formId && workspace.pendingRefs.find(sourceName, formId, ref.locator) !== null,
  );
  const here = named?.filter(({ locator }) => workspace.listings.isStored(sourceName, formId, locator));
  const count =
    named === undefined
      ? workspace.pendingRefs.count(sourceName, formId, takingOf(formOptions, formId, taken))
      : { pending: named.length, listed: named.length, leftOut: 0, again: here?.length ?? 0 };
  run.tally.planned(sourceName, formId, count);
}
