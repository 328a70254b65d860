import { dirname } from 'node:path';
import { databaseProblem } from '../ground/io-problem.ts';
import type { DatabaseValue, OtherDatabase, OtherDatabases, TableFiller } from '../model/other-database.ts';
import { connect } from './connect.ts';
import type { Db } from './db.ts';
import { NewPages } from './new-pages.ts';
import { TablePages } from './table-pages.ts';

/** After this many rows a transaction ends, so that what it remembers for a rollback stays small. */
const ROWS_TOGETHER = 2000;

/**
 * Opens SQLite files that are not the workspace's: those that exports write. They are never encrypted. Beside
 * them no second file appears at any time, and nothing of them comes into the system's temporary folder.
 */
export const otherDatabases: OtherDatabases = {
  toFill: (path) => new FilledDatabase(path),
  toRead: (path) => new ReadDatabase(path),
};

class ReadDatabase implements OtherDatabase {
  protected db: Db;
  protected readonly path: string;
  readonly #folder: string;

  constructor(path: string) {
    this.path = path;
    this.#folder = dirname(path);
    this.db = this.within(() => this.connected());
  }

  protected connected(isFilled = false): Db {
    const db = connect(this.path, { key: null, readonly: !isFilled, fileMustExist: true });
    // What other programs have put into a file is read, and not run.
    db.pragma('trusted_schema = OFF');
    db.pragma('cache_size = -16000');
    return db;
  }

  run(sql: string): void {
    this.within(() => this.db.exec(sql));
  }

  prepare(sql: string): (values: readonly DatabaseValue[]) => void {
    const statement = this.within(() => this.db.prepare<DatabaseValue[]>(sql));
    return (values) => {
      this.within(() => statement.run(...values));
    };
  }

  fill(_tables: readonly string[]): TableFiller {
    throw new Error('a file that is read is not filled');
  }

  *rows(sql: string): Iterable<readonly DatabaseValue[]> {
    try {
      yield* this.db.prepare<[], DatabaseValue[]>(sql).raw().safeIntegers().iterate();
    } catch (error) {
      throw databaseProblem(error, this.#folder);
    }
  }

  close(): void {
    if (this.db.open) this.db.close();
  }

  /** Runs `work`. What the disk refuses becomes a Problem. */
  protected within<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw databaseProblem(error, this.#folder);
    }
  }
}

class FilledDatabase extends ReadDatabase {
  #rows = 0;
  #pages: NewPages | null = null;

  protected override connected(): Db {
    const db = super.connected(true);
    try {
      // The tables behind a spatial index are filled in one go.
      db.unsafeMode();
      // Nobody uses the file before it is whole, so a crash may damage it.
      db.pragma('locking_mode = EXCLUSIVE');
      db.pragma('journal_mode = MEMORY');
      db.pragma('synchronous = OFF');
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  }

  override fill(tables: readonly string[]): TableFiller {
    const rootOf = this.db
      .prepare<[string], number>("SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ?")
      .pluck();
    const roots = this.within(() => {
      if (this.db.inTransaction) this.run('COMMIT');
      return tables.map((table) => rootOf.get(table) ?? 0);
    });
    this.db.close();
    const pages = new NewPages(this.path);
    this.#pages = pages;
    const filled = roots.map((root) => new TablePages(pages, root));
    return {
      add: (table, row, record) => filled[table]?.add(row, record),
      finish: () => {
        for (const table of filled) table.finish();
        pages.finish();
        this.db = this.within(() => this.connected());
      },
    };
  }

  override prepare(sql: string): (values: readonly DatabaseValue[]) => void {
    const add = super.prepare(sql);
    return (values) => {
      if (!this.db.inTransaction) this.run('BEGIN');
      add(values);
      this.#rows += 1;
      if (this.#rows % ROWS_TOGETHER === 0) this.run('COMMIT');
    };
  }

  override close(): void {
    this.#pages?.close();
    if (!this.db.open) return;
    try {
      if (this.db.inTransaction) this.run('COMMIT');
    } finally {
      super.close();
    }
  }
}
