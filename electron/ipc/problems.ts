import { z } from 'zod';
import type {
  ProblemGroup as Group,
  GroupAction,
  TriedAgain as Tried,
} from '../../core/model/problem-group.ts';
import type { CauseBucket } from '../../core/model/pull.ts';
import { type Instant, nothing, type ProblemView } from './common.ts';
import type { Filter } from './data.ts';
import { engine } from './request.ts';

export type Bucket = CauseBucket;
export type { GroupAction };

/** A group with its problem in words. */
export interface ProblemGroup extends Group<ProblemView> {
  /**
   * The filter that shows exactly these submissions in the table of their form; null when the table has no
   * rows for them.
   */
  readonly filter: Filter | null;
}

export type TriedAgain = Tried<ProblemView>;

export interface ProblemSubmission {
  /** null when nothing of the submission could be downloaded. */
  readonly submissionId: number | null;
  readonly id: string;
  readonly version: string | null;
  readonly submittedAt: Instant | null;
  readonly device: string | null;
  readonly files: { readonly present: number; readonly expected: number } | null;
}

export interface ProblemList {
  /** Each submission is counted once. `submissions = notReadable + notStored + warnings`. */
  readonly submissions: number;
  readonly notReadable: number;
  readonly notStored: number;
  readonly warnings: number;
  readonly here: number;
  readonly groups: readonly ProblemGroup[];
  /** The group that is being retried now. */
  readonly trying: string | null;
  /**
   * The result of each group's last retry since the program started, also for groups that are gone by now.
   */
  readonly tried: readonly TriedAgain[];
}

const groupId = z.string().min(1).max(2000);

export const problemsRequests = {
  'problems.list': engine<ProblemList>()(z.strictObject({ formId: z.string().nullable() })),
  'problems.submissions': engine<{ readonly total: number; readonly rows: readonly ProblemSubmission[] }>()(
    z.strictObject({ groupId, offset: z.int().min(0), limit: z.int().min(1).max(500) }),
  ),
  /**
   * Retries the group: downloads and decrypts its submissions again. Replies when this has started; it runs
   * as a pull.
   */
  'problems.retry': engine<{ readonly pullId: number }>()(z.strictObject({ groupId })),
  /** Writes a list of the group's submissions as CSV: IDs, dates, devices and file counts, but no answers. */
  'problems.exportList': engine<{ readonly rows: number; readonly path: string }>()(
    z.strictObject({ groupId, placeId: z.uuid() }),
  ),
  /** Adds a form definition (XForm) from a file, and reads the submissions that wait for it. */
  'problems.addForm': engine<{ readonly formId: string; readonly version: string; readonly read: number }>()(
    z.strictObject({ placeId: z.uuid() }),
  ),
  /**
   * The support report: counts, codes, versions and sizes as text; no answers, names, addresses, keys or
   * passwords.
   */
  'problems.supportReport': engine<{ readonly text: string }>()(nothing),
} as const;

/** A group was retried, with this result. `problem` is the problem of the group. */
export type ProblemsEvent = {
  readonly type: 'tried-again';
  readonly tried: TriedAgain;
  readonly problem: ProblemView;
  readonly formTitle: string;
};
