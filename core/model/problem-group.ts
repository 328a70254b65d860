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
 * Submissions of one form at one source with the same cause. Each submission is in only one group, the first
 * that fits. `P` is the type of problems: plain data, or words.
 */
export interface ProblemGroup<P = ProblemData> {
  readonly id: string;
  readonly bucket: CauseBucket;
  readonly problem: P;
  readonly form: FormOfSource;
  /** The path of its source, if that is a folder or zip that was imported without being added; else null. */
  readonly folder: string | null;
  readonly formTitle: string;
  readonly count: number;
  /** The dates of the first and last submission, as recorded, ISO 8601; null when unknown. */
  readonly first: string | null;
  readonly last: string | null;
  /** If a key is missing: the key that this version of the form names; null when not known. */
  readonly asksFor: AskedKey | null;
  /** The form versions of the submissions, newest first; '' is "no version". */
  readonly versions: readonly string[];
  readonly keysTried: number;
  /** What helps with this group. */
  readonly action: GroupAction;
}

/** The result of trying a group again. `all = left + solved`. */
export interface TriedAgain<P = ProblemData> {
  readonly groupId: string;
  /** ISO 8601. */
  readonly at: string;
  readonly pullId: number;
  /** Submissions that the group had before, and has now. */
  readonly all: number;
  readonly left: number;
  /** The problem that prevented reading its source; null when it was read. */
  readonly problem: P | null;
  readonly isStopped: boolean;
}
