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

/** What a run takes from where, and who is told of what. */
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
  readonly formOptions?: OptionsByForm | undefined;
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
