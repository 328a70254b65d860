import type { Labels } from '../../model/form.ts';
import type { SubmissionRecord } from '../../model/record.ts';
import type { ExportSubmission } from '../../model/rows.ts';
import type { RowContext } from '../table.ts';
import type { Cell, MissingReason } from './cell.ts';
import type { CellReceiver } from './cell-receiver.ts';
import type { AnalysisColumn } from './column.ts';

/** What a file says about the form that it comes from. */
export interface FormFacts {
  readonly formId: string;
  readonly title: string;
  /** The newest version; null when it has no name, or no definition is here. */
  readonly version: string | null;
  /** The languages of the labels, the form's default first; `['']` when the form has only one. */
  readonly languages: readonly string[];
  /** The language that labels are written in where there is room for only one. */
  readonly language: string;
  /** The rule by which date-times were put on a clock, as a sentence in English. */
  readonly zoneRule: string;
}

/** The columns of a form's submissions or of one of its repeats, and how their cells are made. */
export interface AnalysisTable {
  readonly form: FormFacts;
  /** '' for the submissions, else the path of the repeat. */
  readonly path: string;
  /** The last name of the path; '' for the submissions. */
  readonly name: string;
  /** The repeat's labels; the form's title by '' for the submissions. */
  readonly labels: Labels;
  readonly columns: readonly AnalysisColumn[];
  /** The name of the column whose value identifies a row. */
  readonly key: string;
  /** The table and the column that `parent_key` leads to; null for the submissions. */
  readonly parent: { readonly path: string; readonly column: string } | null;
  /** Returns a cell for each column. No answer makes it throw. Takes the file's name, for reports. */
  cells(
    record: SubmissionRecord,
    submission: ExportSubmission,
    context: RowContext,
    file: string,
  ): readonly Cell[];
}

/** What the rows of a finished table have in one column. */
export interface ColumnFacts {
  /** How many rows have a value. */
  readonly values: number;
  /** How many rows have none, by the reason. */
  readonly missing: Readonly<Record<MissingReason, number>>;
  /** Of numbers; null without a number. */
  readonly least: number | null;
  readonly greatest: number | null;
  /** True when every number is whole. */
  readonly isWhole: boolean;
  /** Of texts: the length of the longest in bytes of UTF-8; 0 without a text. */
  readonly longest: number;
  /** Of texts: the bytes of UTF-8 of all of them. */
  readonly bytes: number;
}

/** A column with what its rows have. */
export interface FinishedColumn extends AnalysisColumn {
  readonly facts: ColumnFacts;
}

/** A table whose rows are all known. Columns that are only there when they are used are left out. */
export interface FinishedTable extends Omit<AnalysisTable, 'columns' | 'cells'> {
  readonly columns: readonly FinishedColumn[];
  /** How many rows there are. */
  readonly count: number;
  /** Gives the rows from the first to the last, each time it is called. A cell for each column. */
  rows(): Iterable<readonly Cell[]>;
  /**
   * Hands on the cells of all rows, some rows at each step: quicker than `rows` where a format needs the UTF-8 of
   * texts. A column has the place that it has in `columns`.
   */
  pass(receiver: CellReceiver): Iterable<void>;
}
