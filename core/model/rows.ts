import type { FormModel } from './form.ts';
import type { SubmissionRecord } from './record.ts';
import type { RepairReason, SignatureState, SubmissionState } from './states.ts';

/** One attachment of a submission as an export sees it. */
export interface ExportAttachment {
  /** Plain name as the client gave it (`photo.jpg`). */
  readonly name: string;
  /** Where its plaintext lies in the workspace; null when it is missing or could not be opened. */
  readonly path: string | null;
  /** MD5 of the plaintext, hex; null when unknown. */
  readonly md5: string | null;
}

/** One submission with all its records, as every export reads it. */
export interface ExportSubmission {
  readonly rowId: number;
  readonly formId: string;
  readonly version: string | null;
  readonly instanceId: string;
  /** The server's submissionDate, exactly as written; null when the source gives none. */
  readonly submissionDate: string | null;
  /** When it was stored here, ISO 8601 UTC. */
  readonly storedAt: string;
  readonly encrypted: boolean;
  readonly state: SubmissionState;
  readonly signature: SignatureState;
  readonly repaired: RepairReason | null;
  readonly keyFingerprint: string | null;
  readonly submitter: string | null;
  readonly device: string | null;
  readonly reviewState: string | null;
  readonly editOf: string | null;
  /** The instance IDs of its other versions, which have no row of their own. */
  readonly otherIds?: readonly string[];
  /** Its client had not finished it. */
  readonly isDraft: boolean;
  /** False of a version in whose place another one is the row. */
  readonly isCurrent?: boolean;
  /** The names of the servers, with their projects, and of the folders that list it. */
  readonly sources?: readonly string[];
  readonly attachments: readonly ExportAttachment[];
  /** The submission's own record first, then its repeats in document order. */
  readonly records: readonly SubmissionRecord[];
}

export interface RowFilter {
  /** Only this form version; null is "no version"; undefined is every version. */
  readonly version?: string | null | undefined;
  /** First and last day, `yyyy-MM-dd`, both inclusive, compared with the local date in submissionDate's own offset. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Only what this named export has not written before. */
  readonly newSince?: string | undefined;
  /** Every version of an edited submission has a row, and not the newest alone. */
  readonly allVersions?: boolean | undefined;
  /** Leaves out what was deleted on its server. */
  readonly withoutDeleted?: boolean | undefined;
  /** Only what comes from one of these: a server, a project of it (`server, project`), or a folder, by name. */
  readonly sources?: readonly string[] | undefined;
  /** Only these submissions, by `rowId`, in this order. Those that could not be opened are not counted by it. */
  readonly ids?: readonly number[] | undefined;
}

/** A submission that an export has no row of, as its list of them says it. */
export interface LeftOutSubmission {
  readonly formId: string;
  readonly version: string | null;
  readonly instanceId: string | null;
  readonly submissionDate: string | null;
  readonly storedAt: string;
  /** The codes of its problems. */
  readonly codes: readonly string[];
}

/** What every export reads from: one form's definitions, and its submissions in a stable order. */
export interface RowReader {
  /** All definitions of the form that are here, the newest first; empty when none was ever found. */
  readonly models: readonly FormModel[];
  /**
   * Submissions that could be opened, by submissionDate (absent first, as 1970), then by instance ID.
   * One at a time: a form of a million submissions is never in memory.
   */
  submissions(filter: RowFilter): Iterable<ExportSubmission>;
  /** How many submissions of the form match the filter but could not be opened, and so give no row. */
  unopened(filter: RowFilter): number;
  /**
   * Every path of an answer that is stored for the form, by record path: for columns that no definition names. Paths
   * that the definition of the submission's own version names may be left out.
   */
  storedPaths(filter: RowFilter): ReadonlyMap<string, readonly string[]>;
  /**
   * The form versions among the submissions that match. With it, submissions whose version has no definition here
   * get columns in the Briefcase format too; without it, answers that no definition names are only reported there.
   */
  versions?(filter: RowFilter): readonly (string | null)[];
  /** True when any matching submission came encrypted. Without it, only the definitions say so. */
  anyEncrypted?(filter: RowFilter): boolean;
  /** The submissions that `unopened` counts. Without it no list of them is written. */
  leftOut?(filter: RowFilter): Iterable<LeftOutSubmission>;
  /** How many matching submissions stand in an earlier version, because their newest cannot be read. */
  notNewest?(filter: RowFilter): number;
  /** How many submissions match, could be opened, and are deleted on their servers, whatever `withoutDeleted` says. */
  deleted?(filter: RowFilter): number;
  /** True when any matching submission is a draft; then tables have a column that says which. */
  anyDraft?(filter: RowFilter): boolean;
  /** True when several servers, projects or folders fill the form, whatever the filter; then a column says which. */
  hasSeveralSources?(): boolean;
  /** How many readable submissions a first day leaves out because nothing says when they were received. */
  undated?(filter: RowFilter): number;
  /** How many submissions of that instance ID match and could be opened: several where their contents differ. */
  countOfId?(instanceId: string, filter: RowFilter): number;
  /** How many submissions match and could be opened, for the progress. */
  count?(filter: RowFilter): number;
}
