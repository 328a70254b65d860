import type { SubmissionRecord } from '../model/record.ts';
import type { ExportSubmission, LeftOutSubmission } from '../model/rows.ts';
import type { CellNote } from './cell-notes.ts';
import type { Output } from './sink.ts';

/** What a cell may ask of the world while its row is made. */
export interface RowContext {
  /** The cell for an answer that names an attached file, which is copied when the options say so. */
  media(answer: string, submission: ExportSubmission): string;
  /** The same for the audit log, whose lines are also collected into the audit file. */
  audit(answer: string, submission: ExportSubmission): string;
  /** Counts a cell of which the user should know something. */
  note(note: CellNote, file: string, column: string): void;
}

/** Rows as the preview shows them. */
export interface ShownRows {
  /** A text for each cell. */
  readonly cells: readonly (readonly string[])[];
  /** Header and rows exactly as the file will have them, one string a line; empty when the file is not text. */
  readonly lines: readonly string[];
}

/**
 * One output of rows. What a row is, is the format's matter: the export hands what `row` made to the table's own sink.
 */
export interface Table<Row = unknown> extends Output<Row> {
  /** Which records become its rows: '' or the path of a repeat. */
  readonly path: string;
  /** Makes one row. It throws for no answer whatever. */
  row(record: SubmissionRecord, submission: ExportSubmission, context: RowContext): Row;
  show(rows: readonly Row[]): ShownRows;
  /** The keys of the rows that a file of this table holds, each with how often it is there. Takes the absolute path. */
  keysIn(path: string): ReadonlyMap<string, number>;
}

/** The file that collects all audit logs. */
export interface AuditFile<Row = unknown> extends Output<Row> {
  /** The header as the preview shows it. */
  readonly shown: ShownRows;
  /** One log's rows. Takes the log's text. */
  rows(log: string, submission: ExportSubmission, context: Pick<RowContext, 'note'>): readonly Row[];
}

/** The file that lists the submissions without a row: what they are and why, never what they hold. */
export interface LeftOutFile<Row = unknown> extends Output<Row> {
  row(submission: LeftOutSubmission): Row;
  show(rows: readonly Row[]): ShownRows;
}

/** What a format makes of a form. */
export interface TablesPlan {
  readonly tables: readonly Table[];
  readonly audit: AuditFile | null;
  /** Kinds of answers that have no column in any table, by path. */
  readonly leftOut: readonly string[];
  /** Columns of select-multiples that were to be split and are not, because not all of their choices are known. */
  readonly notSplit: readonly string[];
  /** Columns that were to have labels, and whose choices are not known. */
  readonly notLabelled: readonly string[];
}

/** Everything an export writes, known before the first row is read. */
export interface ExportPlan extends TablesPlan {
  /** Null when no submission is left out, or no list of them was asked for. */
  readonly leftOutFile: LeftOutFile | null;
}
