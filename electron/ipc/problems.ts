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
  /** Shows these submissions, and no others, in the table of their form; null where they have no row there. */
  readonly filter: Filter | null;
}

export type TriedAgain = Tried<ProblemView>;

export interface ProblemSubmission {
  /** null when nothing of it could be fetched. */
  readonly submissionId: number | null;
  readonly id: string;
  readonly version: string | null;
  readonly submittedAt: Instant | null;
  readonly device: string | null;
  readonly files: { readonly present: number; readonly expected: number } | null;
}

export interface ProblemList {
  /** Each submission counted once. `submissions = notReadable + notStored + warnings`. */
  readonly submissions: number;
  readonly notReadable: number;
  readonly notStored: number;
  readonly warnings: number;
  readonly here: number;
  readonly groups: readonly ProblemGroup[];
  /** The group that is being fetched again now. */
  readonly trying: string | null;
  /** What came of each group's last try since the program started, of groups that are gone since too. */
  readonly tried: readonly TriedAgain[];
}

const groupId = z.string().min(1).max(2000);

export const problemsRequests = {
  'problems.list': engine<ProblemList>()(z.strictObject({ formId: z.string().nullable() })),
  'problems.submissions': engine<{ readonly total: number; readonly rows: readonly ProblemSubmission[] }>()(
    z.strictObject({ groupId, offset: z.int().min(0), limit: z.int().min(1).max(500) }),
  ),
  /** Fetches and opens the group again; replies when it has started, and is followed like a pull. */
  'problems.retry': engine<{ readonly pullId: number }>()(z.strictObject({ groupId })),
  /** Writes the list of the group's submissions as CSV: ids, dates, devices, file counts, no answers. */
  'problems.exportList': engine<{ readonly rows: number; readonly path: string }>()(
    z.strictObject({ groupId, placeId: z.uuid() }),
  ),
  /** Takes a form definition (XForm) from a file, and reads the waiting submissions by it. */
  'problems.addForm': engine<{ readonly formId: string; readonly version: string; readonly read: number }>()(
    z.strictObject({ placeId: z.uuid() }),
  ),
  /** Counts, codes, versions and sizes as text; no answers, names, addresses, keys or passwords. */
  'problems.supportReport': engine<{ readonly text: string }>()(nothing),
} as const;

/** A group was fetched again, and this came of it. `problem` is what the group is about. */
export type ProblemsEvent = {
  readonly type: 'tried-again';
  readonly tried: TriedAgain;
  readonly problem: ProblemView;
  readonly formTitle: string;
};
