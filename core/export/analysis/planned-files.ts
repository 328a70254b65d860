import { dirname } from 'node:path';
import type { ProblemData } from '../../ground/problem.ts';
import type { Sink } from '../sink.ts';
import { StagedPath } from '../staged-path.ts';
import type { RowContext, Table } from '../table.ts';
import type { AnalysisFile } from './analysis-file.ts';
import type { FinishedTable } from './analysis-table.ts';
import type { Cell } from './cell.ts';
import { finishedTable } from './finished-table.ts';
import { plannedTable } from './planned-table.ts';
import { RowSpool } from './spool.ts';

type Row = readonly Cell[];

/**
 * Returns the tables of files that are written when all their rows are known. The rows wait in a spool. Rows
 * are never added to a file that is there.
 */
export function plannedFiles(files: readonly AnalysisFile[]): readonly Table<Row>[] {
  return files.flatMap((file) => {
    const whole = new WholeFile(file);
    return file.tables.map(({ table, as }, place) =>
      plannedTable({
        file: file.file,
        table,
        as,
        firstKeys: file.firstKeys,
        open: (path) => whole.open(place, path),
        within: (context) => {
          whole.context = context;
        },
        told: () => (place === 0 ? whole.told : []),
      }),
    );
  });
}

/** A file from its first row until it has its name. Its tables share it. */
class WholeFile {
  readonly #file: AnalysisFile;
  #spools: RowSpool[] = [];
  #place: StagedPath | null = null;
  #isWritten = false;
  /** Notes about the whole file. */
  told: readonly ProblemData[] = [];
  /** Where notes go: the context of the export's rows. Null before the first row. */
  context: RowContext | null = null;

  constructor(file: AnalysisFile) {
    this.#file = file;
  }

  /** Starts the rows of a table. Takes its number among the file's tables, and the file's absolute path. */
  open(table: number, path: string): Sink<Row> {
    if (table === 0) {
      this.discard();
      this.#isWritten = false;
    }
    this.#place ??= new StagedPath(path, false);
    const columns = this.#file.tables[table]?.table.columns.length ?? 0;
    const spool = new RowSpool(columns, dirname(path));
    this.#spools.push(spool);
    return {
      add: (row) => spool.add(row),
      finish: (signal) => this.#write(signal),
      commit: () => this.#commit(),
      discard: () => this.discard(),
    };
  }

  /** Removes everything that has not its name. */
  discard(): void {
    for (const spool of this.#spools) spool.discard();
    this.#spools = [];
    this.#place?.discard();
    this.#place = null;
  }

  /** Writes the file, once for all its tables: all rows are there when the first of them finishes. */
  async #write(signal?: AbortSignal): Promise<void> {
    const place = this.#place;
    if (this.#isWritten || place === null) return;
    this.#isWritten = true;
    for (const spool of this.#spools) spool.finish(signal);
    const tables = this.#file.tables.map(({ table }, i): FinishedTable => {
      const spool = this.#spools[i];
      if (spool === undefined) throw new Error('a table was not opened');
      return finishedTable(table, spool);
    });
    await this.#file.write(place.temporary, tables, {
      note: (note, column, count = 1) => {
        for (let i = 0; i < count; i += 1) this.context?.note(note, this.#file.file, column);
      },
      tell: (note) => {
        this.told = [...this.told, note];
      },
    });
    place.flush();
    for (const spool of this.#spools) spool.discard();
    this.#spools = [];
  }

  #commit(): void {
    this.#place?.commit();
    this.#place = null;
  }
}
