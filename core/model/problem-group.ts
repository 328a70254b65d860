import type { ProblemData } from '../ground/problem.ts';
import type { FormOfSource } from './form-ref.ts';
import type { AskedKey } from './known-key.ts';
import type { CauseBucket } from './pull.ts';

/** What helps with a group of problems. */
export type GroupAction =
  | 'add-key'
  | 'unlock'
  | 'retry'
  | 'download-again'
  | 'look-again'
  | 'show'
  | 'choose-form'
  | 'export-list'
  | 'none';

/**
 * Submissions of one form at one source with the same cause. A submission is in the first group that fits, once. `P` is
 * how problems are told: as they are, or in words.
 */
export interface ProblemGroup<P = ProblemData> {
  readonly id: string;
  readonly bucket: CauseBucket;
  readonly problem: P;
  readonly form: FormOfSource;
  /** The path of its source, where that is a folder or zip that was not added; null for all others. */
  readonly folder: string | null;
  readonly formTitle: string;
  readonly count: number;
  /** Of the submissions, as recorded, ISO 8601; null when unknown. */
  readonly first: string | null;
  readonly last: string | null;
  /** Where a key is the matter: the one that this version of the form asks for. null when it is not known. */
  readonly asksFor: AskedKey | null;
  /** The form versions that they are of, newest first; '' is "no version". */
  readonly versions: readonly string[];
  readonly keysTried: number;
  /** What helps with it. */
  readonly action: GroupAction;
}

/** What came of fetching a group again. `all = left + solved`. */
export interface TriedAgain<P = ProblemData> {
  readonly groupId: string;
  /** ISO 8601. */
  readonly at: string;
  readonly pullId: number;
  /** Submissions that the group had before, and has now. */
  readonly all: number;
  readonly left: number;
  /** What kept its source from being read; null when it was read. */
  readonly problem: P | null;
  readonly isStopped: boolean;
}
