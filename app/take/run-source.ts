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

/** How long a server that goes away in the middle of a pull is waited for, in milliseconds. */
const PATIENCE = 10 * 60_000;

/** How forms are taken, the same for every source of a command. */
export interface RunChoice {
  /** Only these forms; null is all. */
  readonly formIds: readonly string[] | null;
  readonly keepCiphertext: boolean;
  /** Leave the files beside forms that choices come from. */
  readonly excludeFormMedia?: boolean;
  /** Threads that decrypt submissions; undefined is one a core. */
  readonly threads: number | undefined;
  readonly includeDrafts?: boolean;
}

/** What whoever looks on is told while a source is run. */
export interface Onlooker {
  readonly onProgress: (progress: RunProgress) => void;
  /** Another program pulls into this workspace: its end is waited for. */
  readonly onElsewhere: () => void;
  /** The source does not answer, and why; null when it answers again. */
  readonly onSilence: (problem: ProblemData | null) => void;
  /** Something stopped the run, which is thrown after it: what was done until then. */
  readonly onStopped: (report: RunReport) => void;
  /** Forms are pulled whose private key their source keeps: no key at hand decrypts them. */
  readonly onKeyKept: (forms: FormsWithKeptKey) => void;
}

/** Gives what connects to servers, from whoever is to be told that one does not answer. */
export type ConnectFor = (onSilence: Onlooker['onSilence']) => Connect;

/** Gives the keys that may be used. Called when it is known that there is something to do: it may ask for passphrases. */
export type KeysAtHand = () => Promise<readonly UnlockedKey[]>;

/** A run of the line over one source. */
export type SourceRun = Omit<RunOptions, 'onProgress' | 'onForms' | 'onStopped' | 'away'>;

/**
 * Runs the line over one source when no other program pulls into the workspace, and closes the source whatever happens. A
 * server that goes away meanwhile is waited for, for some minutes. Throws what stops the line.
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
