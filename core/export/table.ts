import type { ProblemData } from '../ground/problem.ts';
import type { SubmissionRecord } from '../model/record.ts';
import type { ExportSubmission, LeftOutSubmission } from '../model/rows.ts';
import type { CellNote } from './cell-notes.ts';
import type { Output } from './sink.ts';

/** What a cell may use outside its row while it is made. */
export interface RowContext {
  /**
   * Returns the cell for an answer that names an attachment. Copies the attachment if the options ask for it.
   */
  media(answer: string, submission: ExportSubmission): string;
  /** Does the same for the audit log, and also collects its lines into the audit file. */
  audit(answer: string, submission: ExportSubmission): string;
  /**
   * Returns where the files of a submission are that its cells have named so far: `media/<name>`, by the name
   * of the attachment; '' when it could not be copied.
   */
  placesOf(submission: ExportSubmission): ReadonlyMap<string, string>;
  /**
   * Counts a cell that the user should know about. Takes the column that has the whole answer, when it is
   * another one.
   */
  note(note: CellNote, file: string, column: string, companion?: string): void;
}

/** Rows as the preview shows them. */
export interface ShownRows {
  /** One text per cell. */
  readonly cells: readonly (readonly string[])[];
  /** Header and rows exactly as in the file, one string per line; empty when the file is not text. */
  readonly lines: readonly string[];
}

/**
 * One output of rows. The format decides what a row is: the export passes what `row` returns to the table's
 * sink.
 */
export interface Table<Row = unknown> extends Output<Row> {
  /** Which records become its rows: '' or the path of a repeat. */
  readonly path: string;
  /** Makes one row. No answer makes it throw. */
  row(record: SubmissionRecord, submission: ExportSubmission, context: RowContext): Row;
  show(rows: readonly Row[]): ShownRows;
  /**
   * Returns the keys of the rows in an existing file of this table, and how often each occurs. Takes the
   * absolute path.
   */
  keysIn(path: string): ReadonlyMap<string, number>;
  /**
   * Returns notes about the whole file, when it is finished. Their `file` is the name that the table was
   * planned with. Default: none.
   */
  told?(): readonly ProblemData[];
}

/** The file that collects all audit logs. */
export interface AuditFile<Row = unknown> extends Output<Row> {
  /** The header as the preview shows it. */
  readonly shown: ShownRows;
  /** Returns the rows of one log. Takes the log's text. */
  rows(log: string, submission: ExportSubmission, context: Pick<RowContext, 'note'>): readonly Row[];
}

/** The file that lists the submissions without a row: which they are and why, but never their answers. */
export interface LeftOutFile<Row = unknown> extends Output<Row> {
  row(submission: LeftOutSubmission): Row;
  show(rows: readonly Row[]): ShownRows;
}

/** What a format writes of a form. */
export interface TablesPlan {
  /** Several tables may have the same path: a record has a row in each of them. */
  readonly tables: readonly Table[];
  readonly audit: AuditFile | null;
  /** Files without rows that come after the others: how to use them (`guide-file.ts`), or a printed page. Default: none. */
  readonly guides?: readonly Output<never>[];
  /** Paths of answers that have no column in any table. */
  readonly leftOut: readonly string[];
  /** Columns of select-multiples that should have been split, but not all of their choices are known. */
  readonly notSplit: readonly string[];
  /** Columns that should have had labels, but their choices are not known. */
  readonly notLabelled: readonly string[];
}

/** Everything that an export writes. It is known before the first row is read. */
export interface ExportPlan extends TablesPlan {
  /**
   * How the names of its files begin. What is written beside them has its name from it, and so keeps the name
   * whatever the first file is.
   */
  readonly base: string;
  /** Null when every submission has a row, or when the user did not ask for the list. */
  readonly leftOutFile: LeftOutFile | null;
}
