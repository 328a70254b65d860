import type { Clock } from '../ground/clock.ts';
import type { ProblemData } from '../ground/problem.ts';
import type { FormRef } from '../model/form-ref.ts';
import type { UnlockedKey } from '../model/key.ts';
import type { EmptyForm, RunProgress, RunReport } from '../model/run-report.ts';
import type { SubmissionRef } from '../model/submission-ref.ts';
import type { Source } from '../source/source.ts';
import type { Workspace } from '../store/workspace.ts';
import type { Away } from './away.ts';
import type { OptionsByForm } from './form-options.ts';
import type { FormTallies } from './form-tallies.ts';
import type { ListedForms } from './list-forms.ts';

/**
 * A step of the work on a submission. `begins`: it is now decrypted, or now stored. `waits`: it is decrypted, and
 * nobody works on it until others are stored with it. `stored`: all is done.
 */
export type HandStep = 'begins' | 'waits' | 'stored';

/** What a run pulls, from which source, and who gets which news of it. */
export interface RunOptions {
  readonly workspace: Workspace;
  readonly source: Source;
  /** The name under which the lists of this source are kept: a server's name, or a folder. */
  readonly sourceName: string;
  readonly kind: 'pull' | 'import' | 'retry';
  readonly keys: readonly UnlockedKey[];
  /** Only these forms; null is all. */
  readonly formIds: readonly string[] | null;
  /** Read the lists from their start, even if they could be continued from where the last run ended. */
  readonly full: boolean;
  /**
   * Also pull drafts of Collect. Otherwise drafts are listed, counted and left out. By default as the source
   * is set.
   */
  readonly includeDrafts?: boolean | undefined;
  /** True for all forms, or the IDs of the forms whose ciphertext is kept. */
  readonly keepCiphertext: boolean | ReadonlySet<string>;
  /** Do not fetch the choice files beside forms. */
  readonly excludeFormMedia?: boolean | undefined;
  /** What is pulled of single forms. All submissions of a form that is not listed here are pulled. */
  readonly formOptions?: OptionsByForm | undefined;
  /** Fetch only these refs, even if others are pending. Then no list is read. */
  readonly only?: readonly Pick<SubmissionRef, 'formId' | 'locator'>[] | undefined;
  /** Submissions fetched at once. */
  readonly connections: number;
  /** Threads that decrypt submissions; undefined is one per core. */
  readonly threads?: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
  /** The pull that this run is a part of. */
  readonly pullId?: number | undefined;
  /** Where the run keeps its counts form by form, for display. */
  readonly tallies?: FormTallies | undefined;
  /**
   * Waits while the network is away. Without it, a submission that cannot be fetched then becomes a problem.
   */
  readonly away?: Away | undefined;
  /**
   * Called with the forms that the source lists, and with those that it no longer lists, before any form is
   * pulled. An error that it throws ends the run.
   */
  readonly onListed?: ((listed: ListedForms) => void) | undefined;
  /** Called with the report so far when something stops the run. After this, the run throws. */
  readonly onStopped?: ((report: RunReport) => void) | undefined;
  /** Called with each form of which the source lists no submission, if nothing is wrong. */
  readonly onEmpty?: ((form: EmptyForm) => void) | undefined;
  /**
   * Called with the forms that are pulled, after their definitions are read and before anything else of them.
   */
  readonly onForms?: ((forms: readonly FormRef[]) => void) | undefined;
  /** Called when the lists are read and the number of submissions to fetch is known. */
  readonly onCounted?: (() => void) | undefined;
  /** Called for each list that could not be read to its end. */
  readonly onListProblem?: ((formId: string, problem: ProblemData) => void) | undefined;
  /** Called for each ref that could not be fetched. */
  readonly onProblem?: ((formId: string, problem: ProblemData) => void) | undefined;
  /** Called with refs at each step of their work. */
  readonly onInHand?: ((refs: readonly SubmissionRef[], step: HandStep) => void) | undefined;
}
