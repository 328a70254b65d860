import { z } from 'zod';
import { type FormKey, formKey, type Instant, nothing, type ProblemView } from './common.ts';
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
  /** Fingerprint of the key that the form asks for, where that is the matter. */
  readonly asksFor: string | null;
  readonly keysTried: number;
  readonly deed: Deed;
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
    z.strictObject({ form: formKey.nullable(), placeId: z.uuid() }),
  ),
  /** Counts, codes, versions and sizes as text; no answers, names, addresses, keys or passwords. */
  'problems.supportReport': engine<{ readonly text: string }>()(nothing),
} as const;
