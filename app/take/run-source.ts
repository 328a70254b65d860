import type { ProblemData } from '../../core/ground/problem.ts';
import type { FormRef } from '../../core/model/form-ref.ts';
import type { UnlockedKey } from '../../core/model/key.ts';
import type { RunProgress, RunReport } from '../../core/model/run-report.ts';
import { Away } from '../../core/pull/away.ts';
import { runLine } from '../../core/pull/run.ts';
import type { RunOptions } from '../../core/pull/run-options.ts';
import type { Connect } from '../sources/source-named.ts';
import { type FormsWithKeptKey, formsWithKeptKey } from './forms-with-kept-key.ts';
import { takeTurn } from './take-turn.ts';

/** How long a pull waits for a server that stops responding, in milliseconds. */
const PATIENCE = 10 * 60_000;

/** How forms are pulled, the same for every source of a command. */
export interface RunChoice {
  /** Only these forms; null: all. */
  readonly formIds: readonly string[] | null;
  readonly keepCiphertext: boolean;
  /** True to leave out the files of a form, which its choices come from. */
  readonly excludeFormMedia?: boolean;
  /** How many threads decrypt submissions; undefined: one per core. */
  readonly threads: number | undefined;
  readonly includeDrafts?: boolean;
}

/** Functions that are called while a source is pulled. */
export interface Onlooker {
  readonly onProgress: (progress: RunProgress) => void;
  /** Another program pulls into this workspace, and this run waits for it. */
  readonly onElsewhere: () => void;
  /** The source does not respond, and why; null when it responds again. */
  readonly onSilence: (problem: ProblemData | null) => void;
  /**
   * Something stopped the run: the report of what was done until then. The problem is thrown after this call.
   */
  readonly onStopped: (report: RunReport) => void;
  /** The run pulls forms whose private key the source keeps: no available key decrypts them. */
  readonly onKeyKept: (forms: FormsWithKeptKey) => void;
}

/**
 * Returns a function that connects to servers. Takes a function that is called when a server does not
 * respond.
 */
export type ConnectFor = (onSilence: Onlooker['onSilence']) => Connect;

/**
 * Returns the available keys. Called only when there is something to do, because it may ask for passphrases.
 */
export type ReadKeys = () => Promise<readonly UnlockedKey[]>;

/** The options of a run over one source. */
export type SourceRun = Omit<RunOptions, 'onProgress' | 'onForms' | 'onStopped' | 'away'>;

/**
 * Pulls from one source when no other program pulls into the workspace, and closes the source in every case.
 * Waits some minutes for a server that stops responding. Throws the problem that stops the run.
 */
export async function runSource(run: SourceRun, onlooker: Onlooker): Promise<RunReport> {
  const { workspace, source, sourceName, clock, signal, keys } = run;
  const away = new Away({
    source,
    clock,
    patience: PATIENCE,
    onAway: (_, problem) => onlooker.onSilence(problem),
  });
  const onForms = (forms: readonly FormRef[]): void => {
    const kept = formsWithKeptKey(workspace, keys, sourceName, forms);
    if (kept !== null) onlooker.onKeyKept(kept);
  };
  const { onProgress, onStopped } = onlooker;
  try {
    return await takeTurn(workspace, clock, signal, onlooker.onElsewhere, () =>
      runLine({ ...run, away, onProgress, onStopped, onForms }),
    );
  } finally {
    await source.close();
  }
}
