import type { SignatureState } from './states.ts';

/** What a column of a table holds, as far as showing, sorting and filtering it goes. */
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

/** `null` was not asked (not relevant); '' is without an answer. */
export type Cell = string | null;

/** The signature of a submission as it is shown: of one that came encrypted, or that there is none to check. */
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
  /** Another version of it is the row. */
  readonly isOtherVersion: boolean;
}
