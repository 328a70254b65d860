import type { Clock } from '../ground/clock.ts';
import type { UnlockedKey } from '../model/key.ts';
import type { RunProgress, RunReport } from '../model/run-report.ts';
import type { Workspace } from '../store/workspace.ts';
import type { Fetched } from './commit.ts';
import { type AmendParts, amendReports, noteWaiting } from './opened-since.ts';
import { Opening, type OpeningParts } from './opening.ts';
import { rereadRepeats } from './reread.ts';
import type { HandStep } from './run-options.ts';
import { RunTally, type TalliesOf } from './run-tally.ts';

/** The parts of a workspace that decrypting stored submissions needs. */
export type OpenWaitingParts = OpeningParts &
  AmendParts &
  Pick<Workspace, 'kept' | 'leftOvers' | 'runs' | 'versionKeys'>;

export interface OpenWaitingOptions {
  readonly workspace: OpenWaitingParts;
  readonly keys: readonly UnlockedKey[];
  /** Only this form; null is all. */
  readonly formId: string | null;
  readonly keepCiphertext: boolean | ReadonlySet<string>;
  readonly threads?: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
  /** The pull that this is a part of. */
  readonly pullId?: number | undefined;
  /** Where each source's counts are kept form by form, for display. */
  readonly tallies?: TalliesOf | undefined;
  /** Called with a batch at each step of its work. */
  readonly onInHand?: ((batch: readonly Fetched[], step: HandStep) => void) | undefined;
}

/**
 * Decrypts the stored submissions that wait for a key, with the available keys. Sends no request to any
 * source. Returns the report; its `unchanged` counts submissions that still wait or are not readable. Throws
 * `store.*` problems.
 */
export async function openWaiting(options: OpenWaitingOptions): Promise<RunReport> {
  const { workspace, clock, signal } = options;
  const started = clock.now();
  const waited = noteWaiting(workspace);
  const run = {
    id: workspace.runs.start('open', '', started.toISOString(), options.pullId ?? null),
    at: started.toISOString(),
  };
  const tally = new RunTally(options.tallies ?? (() => null));
  const total = workspace.kept.count(options.formId);
  tally.plannedHere(total);
  const opening = new Opening({
    ...options,
    run,
    tally,
    onBegin: (batch) => options.onInHand?.(batch, 'begins'),
    onOpened: (batch) => options.onInHand?.(batch, 'waits'),
    onStored: (batch) => {
      options.onInHand?.(batch, 'stored');
      options.onProgress({
        runId: run.id,
        step: 'submissions',
        done: tally.done,
        total,
        problems: tally.counts.withProblems,
      });
    },
  });
  try {
    for (const item of workspace.kept.waiting(options.formId)) {
      if (signal.aborted || opening.hasFailed) break;
      await opening.take(item);
    }
    await opening.finish();
    await rereadRepeats(workspace);
  } finally {
    await opening.close();
  }
  const outcome = signal.aborted ? 'cancelled' : tally.hasProblems ? 'with-problems' : 'complete';
  amendReports(workspace, waited);
  const ended = clock.now();
  const report: RunReport = {
    runId: run.id,
    outcome,
    counts: tally.counts,
    problems: tally.problems,
    opened: workspace.versionKeys.openedInRun(run.id),
    left: workspace.leftOvers.count(null, options.formId === null ? null : [options.formId]),
    causes: tally.causes,
    ...(tally.aside.length > 0 && { aside: tally.aside }),
    forms: [],
    seconds: (ended.getTime() - started.getTime()) / 1000,
  };
  workspace.runs.end(run.id, ended.toISOString(), outcome, report);
  return report;
}
