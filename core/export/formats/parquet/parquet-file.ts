import type { AnalysisTable } from '../../analysis/analysis-table.ts';
import { type Cell, EMPTY } from '../../analysis/cell.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';
import { ABOUT, aboutTable } from './about.ts';
import { type ColumnChunk, writeChunk } from './column-chunk.ts';
import { columnType } from './column-type.ts';
import { columnValues, noValues } from './column-values.ts';
import type { ColumnValues } from './encoded-values.ts';
import { FileBytes } from './file-bytes.ts';
import { footer } from './footer.ts';
import type { RowGroups, WaitingRows } from './row-groups.ts';

/** Rows of a row group, at most. */
const ROWS = 5000;
/** A file begins and ends with it. */
const MAGIC = Buffer.from('PAR1');

interface FileColumn {
  readonly column: AnalysisColumn;
  readonly values: ColumnValues;
  /** Of each row group; null where it has no value, in a column that is only there when it is used. */
  readonly chunks: (ColumnChunk | null)[];
}

/**
 * A Parquet file (`README.md` of apache/parquet-format), written row group by row group while the rows pass:
 * `docs/analysis` says what the types are. All methods throw the file system's errors.
 */
export class ParquetFile implements WaitingRows {
  readonly #table: Omit<AnalysisTable, 'cells'>;
  readonly #isUtc: boolean;
  readonly #groups: RowGroups;
  readonly #file: FileBytes;
  readonly #columns: readonly FileColumn[];
  readonly #values: readonly ColumnValues[];
  /** How many rows each row group has. */
  readonly #written: number[] = [];
  #rows = 0;
  held = 0;

  /**
   * Takes the path of an empty file, what its rows are, whether its date-times are on the clock of UTC, and the row
   * groups of the files that are written at the same time.
   */
  constructor(path: string, table: Omit<AnalysisTable, 'cells'>, isUtc: boolean, groups: RowGroups) {
    this.#table = table;
    this.#isUtc = isUtc;
    this.#groups = groups;
    this.#columns = table.columns.map((column) => ({ column, values: columnValues(column), chunks: [] }));
    this.#values = this.#columns.map(({ values }) => values);
    this.#file = new FileBytes(path);
    this.#file.add(MAGIC);
    groups.enter(this);
  }

  /** Adds a row. Takes a cell for each column. */
  add(cells: readonly Cell[]): void {
    let held = 0;
    const values = this.#values;
    for (let i = 0; i < values.length; i += 1) {
      held += (values[i] as ColumnValues).add(cells[i] ?? EMPTY);
    }
    this.held += held;
    this.#rows += 1;
    this.#groups.hold(held);
    if (this.#rows === ROWS) this.endGroup();
  }

  endGroup(): void {
    if (this.#rows === 0) return;
    for (const { column, values, chunks } of this.#columns) {
      const isWritten = !column.isOnlyWhenUsed || values.count > 0;
      const taken = values.take();
      chunks.push(isWritten ? writeChunk(this.#file, taken) : null);
    }
    this.#written.push(this.#rows);
    this.#rows = 0;
    this.#groups.release(this.held);
    this.held = 0;
  }

  /** Writes what is left of the rows, and the footer. Leaves out the columns that no row has used. */
  finish(): void {
    this.endGroup();
    const columns = this.#columns.filter(
      ({ column, chunks }) => !column.isOnlyWhenUsed || chunks.some((chunk) => chunk !== null),
    );
    const groups = this.#written.map((rows, i) => ({
      rows,
      // A column that was used later is empty in the groups before.
      chunks: columns.map(({ chunks }) => chunks[i] ?? writeChunk(this.#file, noValues(rows))),
    }));
    const described = columns.map(({ column }) => ({
      name: column.name,
      type: columnType(column, this.#isUtc),
    }));
    const about = { ...this.#table, columns: columns.map(({ column }) => column) };
    const end = footer(described, groups, { key: ABOUT, value: aboutTable(about) });
    this.#file.add(end);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(end.length);
    this.#file.add(length);
    this.#file.add(MAGIC);
    this.#file.flush();
    this.close();
  }

  /** Ends the work on the file, whole or not. May be called more than once. */
  close(): void {
    this.#groups.leave(this);
    this.#file.close();
  }
}
