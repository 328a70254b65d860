import type { KeyObject } from 'node:crypto';
import type { FormModel } from './form.ts';
import type { SubmissionRecord } from './record.ts';
import type { RepairReason, SignatureState, SubmissionState } from './states.ts';

/** One attachment of a submission as an export sees it. */
export interface ExportAttachment {
  /** Plain name as the client gave it (`photo.jpg`). */
  readonly name: string;
  /** Path of its plaintext in the workspace; null when the file is missing or could not be decrypted. */
  readonly path: string | null;
  /** The key under which that file is encrypted on the disk; absent when it is as it is. */
  readonly key?: KeyObject;
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
  /** True when it is a draft. */
  readonly isDraft: boolean;
  /** False for a version whose row is that of another version. */
  readonly isCurrent?: boolean;
  /**
   * Returns the names of the servers, with their projects, and of the folders that list it. Few exports show
   * them, and finding them takes longer than reading the submission.
   */
  readonly sources?: () => readonly string[];
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
  /** Every version of an edited submission has a row, not only the newest. */
  readonly allVersions?: boolean | undefined;
  /** Leaves out submissions that were deleted on their server. */
  readonly withoutDeleted?: boolean | undefined;
  /**
   * Only submissions from one of these sources, by name: a server, a project of it (`server, project`), or a
   * folder.
   */
  readonly sources?: readonly string[] | undefined;
  /** Only these submissions, by `rowId`, in this order. `unopened` counts no submissions by this filter. */
  readonly ids?: readonly number[] | undefined;
}

/** A submission without a row in an export, as the export's list of left-out submissions has it. */
export interface LeftOutSubmission {
  readonly formId: string;
  readonly version: string | null;
  readonly instanceId: string | null;
  readonly submissionDate: string | null;
  readonly storedAt: string;
  /** The codes of its problems. */
  readonly codes: readonly string[];
}

/** A question of a repeat, in the row with these numbers: one for each repeat around it, the outer one first. */
export interface NumberedQuestion {
  readonly path: string;
  readonly row: readonly number[];
}

/** How the rows of repeats became columns of the submissions. */
export interface Unrolled {
  /** The definitions as they are, with their repeats, the newest first. */
  readonly models: readonly FormModel[];
  /** Returns which question of a repeat a path stands for; null for a question outside of the repeats. */
  questionOf(path: string): NumberedQuestion | null;
}

/** How many rows share the same answers in some columns. */
export interface GroupCounts {
  readonly columns: readonly string[];
  readonly k: number;
  readonly rows: number;
  readonly groups: number;
  /** The rows of the smallest group; 0 when there are no rows. */
  readonly smallest: number;
  /** Rows in groups with fewer than `k` rows. */
  readonly below: number;
}

/** What was done to rows so that they name nobody. It has counts, and no answers. */
export interface AboutDeidentified {
  /** In English, a sentence or two each. */
  readonly lines: readonly string[];
  /** Null when no columns were chosen for it. */
  readonly kAnonymity: GroupCounts | null;
}

/** An answer that no definition named when it came. */
export interface ArrivedPath {
  /** The path of its record. */
  readonly place: string;
  readonly path: string;
  /** The `FormModel.arrival` of the last definition that was here before it; 0: none was. */
  readonly after: number;
}

/** What every export reads from: one form's definitions, and its submissions in a stable order. */
export interface RowReader {
  /** True when the rows hold nothing that names a person. Then there are no columns for who sent them. */
  readonly isDeidentified?: boolean;
  /** What was done so that the rows name nobody. Its counts are of the submissions that were read last. */
  readonly deidentified?: () => AboutDeidentified;
  /** What was done to the answers of questions, in English, by path. */
  readonly treatments?: ReadonlyMap<string, string>;
  /** All definitions of the form that are here, the newest first; empty when none was ever found. */
  readonly models: readonly FormModel[];
  /**
   * Submissions that could be decrypted, by submissionDate (absent first, as 1970), then by instance ID.
   * Gives one at a time, so that a form with a million submissions is never in memory.
   */
  submissions(filter: RowFilter): Iterable<ExportSubmission>;
  /** How many submissions of the form match the filter but could not be decrypted, and so have no row. */
  unopened(filter: RowFilter): number;
  /**
   * Every path of an answer stored for the form, by record path: for columns that no definition names. May
   * leave out paths that the definition of the submission's own version names.
   */
  storedPaths(filter: RowFilter): ReadonlyMap<string, readonly string[]>;
  /**
   * The answers of the form that no definition named when they came, in the order in which they came, also those that
   * a definition names by now. Without this function, their columns get names after those of all definitions.
   */
  arrivedPaths?(): readonly ArrivedPath[];
  /**
   * The form versions among the submissions that match. With it, submissions whose version has no definition here
   * get columns in the Briefcase format too; without it, answers that no definition names are only reported there.
   */
  versions?(filter: RowFilter): readonly (string | null)[];
  /**
   * True when any matching submission came encrypted. Without this function, only the definitions show it.
   */
  anyEncrypted?(filter: RowFilter): boolean;
  /** The submissions that `unopened` counts. Without this function, no list of them is written. */
  leftOut?(filter: RowFilter): Iterable<LeftOutSubmission>;
  /**
   * How many matching submissions are exported in an earlier version, because their newest is not readable.
   */
  notNewest?(filter: RowFilter): number;
  /**
   * How many submissions match, could be decrypted, and are deleted on their servers. Ignores
   * `withoutDeleted`.
   */
  deleted?(filter: RowFilter): number;
  /** True when any matching submission is a draft. Then tables have a column for it. */
  anyDraft?(filter: RowFilter): boolean;
  /**
   * True when the form has submissions from several servers, projects or folders, with any filter. Then a
   * column names the source.
   */
  hasSeveralSources?(): boolean;
  /** How many readable submissions the first day leaves out because they have no date of receipt. */
  undated?(filter: RowFilter): number;
  /**
   * How many submissions with that instance ID match and could be decrypted: several if their contents
   * differ.
   */
  countOfId?(instanceId: string, filter: RowFilter): number;
  /** How many submissions match and could be decrypted. For the progress. */
  count?(filter: RowFilter): number;
  /**
   * How many rows a repeat has at most inside one row, among the submissions that match, by the repeat's path.
   * Ignores `newSince`.
   */
  mostRows?(filter: RowFilter): ReadonlyMap<string, number>;
  /** Absent when the rows of repeats have not become columns. */
  readonly unrolled?: Unrolled;
  /** The paths that a question of the form has in the rows. Without this function, its own. */
  pathsOf?(path: string): readonly string[];
}
