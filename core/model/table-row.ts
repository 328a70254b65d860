import type { SignatureState } from './states.ts';

/** The type of a column, for showing, sorting and filtering. */
export type ColumnType =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'date'
  | 'time'
  | 'datetime'
  | 'select'
  | 'select-multiple'
  | 'location'
  | 'media'
  | 'boolean';

/** `null`: the question was not asked (not relevant). '': it has no answer. */
export type Cell = string | null;

/** The signature state that is shown. A submission that did not come encrypted has no signature to check. */
export type ShownSignature = SignatureState | 'not-encrypted';

/** One row of a table as it is shown. */
export interface DataRow {
  readonly submissionId: number;
  readonly key: string;
  /** In the order of the columns asked for. Answers as recorded, or as labels. */
  readonly cells: readonly Cell[];
  readonly signature: ShownSignature;
  readonly warnings: number;
  /** Deleted on its server. */
  readonly isDeleted: boolean;
  /** No longer listed for this account. */
  readonly isUnlisted: boolean;
  /** The main row of this submission is another version. */
  readonly isOtherVersion: boolean;
}
