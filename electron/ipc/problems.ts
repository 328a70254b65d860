import { z } from 'zod';
import { type FormKey, type Instant, nothing, type ProblemView } from './common.ts';
import type { Filter } from './data.ts';
import type { AskedKey } from './keys.ts';
import { engine } from './request.ts';

export type Bucket = 'not-readable' | 'not-stored' | 'warning';

/** What the helping button of a group does. */
export type Deed =
  | 'add-key'
  | 'unlock'
  | 'retry'
  | 'download-again'
  | 'look-again'
  | 'show'
  | 'choose-form'
  | 'export-list'
  | 'none';

/** Submissions of one form at one source with the same cause. A submission is in the first group that fits, once. */
export interface ProblemGroup {
  readonly id: string;
  readonly bucket: Bucket;
  readonly problem: ProblemView;
  readonly form: FormKey;
  readonly formTitle: string;
  readonly count: number;
  /** Of the submissions, as recorded; null when unknown. */
  readonly first: Instant | null;
  readonly last: Instant | null;
  /** Where a key is the matter: the one that this version of the form asks for. null when it is not known. */
  readonly asksFor: AskedKey | null;
  /** The form versions that they are of, newest first; '' is "no version". */
  readonly versions: readonly string[];
  readonly keysTried: number;
  readonly deed: Deed;
  /** Shows these submissions, and no others, in the table of their form; null where they have no row there. */
  readonly filter: Filter | null;
}

/** What came of fetching a group again. `all = left + solved`. */
export interface TriedAgain {
  readonly groupId: string;
  readonly at: Instant;
  readonly pullId: number;
  /** Submissions that the group had before, and has now. */
  readonly all: number;
  readonly left: number;
  /** What kept its source from being read; null when it was read. */
  readonly problem: ProblemView | null;
  readonly isStopped: boolean;
}

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
  /** Fetches and opens the group again; answers when it has started, and is followed like a pull. */
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
