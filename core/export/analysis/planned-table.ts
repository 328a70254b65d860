import type { ProblemData } from '../../ground/problem.ts';
import { wholeFileAt } from '../existing.ts';
import type { Sink } from '../sink.ts';
import type { RowContext, Table } from '../table.ts';
import type { AnalysisTable } from './analysis-table.ts';
import type { Cell } from './cell.ts';
import { cellText } from './cell-text.ts';

/** A table of a file that is only written as a whole, and what becomes of its rows. */
export interface WholeTable {
  /** The file name, without folder. */
  readonly file: string;
  readonly table: AnalysisTable;
  /** The table's name in the file, when the file can have several. */
  readonly as?: string | undefined;
  /** See `Output.firstKeys`. Absent: the file is known only by what the workspace remembers of it. */
  readonly firstKeys?: ((path: string) => readonly string[] | null) | undefined;
  /** Starts the rows in a new file. Takes its absolute path. */
  open(path: string): Sink<readonly Cell[]>;
  /** Is given the context of each row before the row is made. */
  within?: ((context: RowContext) => void) | undefined;
  /** See `Table.told`. */
  told?: (() => readonly ProblemData[]) | undefined;
}

/** Returns the table as an export writes it. Rows are never added to a file that is there. */
export function plannedTable(whole: WholeTable): Table<readonly Cell[]> {
  const { file, table, as } = whole;
  return {
    file,
    ...(as === undefined ? {} : { table: as }),
    path: table.path,
    columns: table.columns.map(({ name }) => name),
    existing: wholeFileAt,
    firstKeys: (path) => whole.firstKeys?.(path) ?? null,
    open: (path) => whole.open(path),
    row: (record, submission, context) => {
      whole.within?.(context);
      return table.cells(record, submission, context, file);
    },
    show: (rows) => ({
      cells: rows.map((row) => table.columns.map((column, i) => cellText(column, row[i] ?? ''))),
      lines: [],
    }),
    keysIn: () => new Map(),
    told: () => whole.told?.() ?? [],
  };
}
