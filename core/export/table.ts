import type { SubmissionRecord } from '../model/record.ts';
import type { ExportSubmission } from '../model/rows.ts';
import type { CellNote } from './cell-notes.ts';
import type { LeftOutFile } from './left-out.ts';

/** What a cell may ask of the world while its row is made. */
export interface RowContext {
  /** The cell for an answer that names an attached file, which is copied when the options say so. */
  media(answer: string, submission: ExportSubmission): string;
  /** The same for the audit log, whose lines are also collected into the audit file. */
  audit(answer: string, submission: ExportSubmission): string;
  /** Counts a cell of which the user should know something. */
  note(note: CellNote, file: string, column: string): void;
}

/** One file of rows. */
export interface Table {
  /** Which records become its rows: '' or the path of a repeat. */
  readonly path: string;
  /** File name, without folder. */
  readonly file: string;
  readonly columns: readonly string[];
  /** The cells of one row, as many as columns, not yet quoted. */
  cells(record: SubmissionRecord, submission: ExportSubmission, context: RowContext): string[];
  /** Rows as the file has them, each with its line end. */
  encode(rows: readonly (readonly string[])[]): string;
  /** The first line, with byte order mark and line end. */
  readonly header: string;
}

/** The file that collects all audit logs. */
export interface AuditFile {
  readonly file: string;
  readonly columns: readonly string[];
  readonly header: string;
  /** One log's rows as the file has them, each with its line end. Takes the log's text. */
  rows(log: string, submission: ExportSubmission, context: Pick<RowContext, 'note'>): readonly string[];
}

/** What a profile makes of a form. */
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
