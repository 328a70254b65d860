import type { SubmissionRecord } from '../../model/record.ts';
import type { ExportSubmission } from '../../model/rows.ts';
import type { RowContext, Table } from '../table.ts';
import { guardRow } from './formula-guard.ts';
import { keysInFile } from './keys-in-file.ts';
import { shownText, textOutput } from './text-output.ts';
import type { TextRows } from './text-sink.ts';

/** A row's cells, not yet quoted. */
export type Cells = readonly string[];

/** The parts of a CSV table. */
export interface CsvTable extends TextRows<Cells> {
  readonly path: string;
  readonly file: string;
  readonly columns: readonly string[];
  /** The index of the column with the submission's key, from 0. */
  readonly key: number;
  /** True writes a `'` before cells that a spreadsheet would run as a formula. */
  readonly isGuarded: boolean;
  /** Returns the cells of one row, one for each column. */
  cells(record: SubmissionRecord, submission: ExportSubmission, context: RowContext): string[];
}

/** Returns a table that is written as CSV. */
export function csvTable(csv: CsvTable): Table<Cells> {
  const { path, file, columns, key, separator, isGuarded } = csv;
  return {
    ...textOutput(file, columns, csv),
    path,
    row: (record, submission, context) => {
      const cells = csv.cells(record, submission, context);
      if (!isGuarded) return cells;
      return guardRow(cells, (column) => context.note('guarded', file, columns[column] ?? ''));
    },
    show: (rows) => shownText(csv, rows),
    keysIn: (place) => keysInFile(place, separator, key),
  };
}
