import { dirname } from 'node:path';
import { databaseProblem } from '../ground/io-problem.ts';
import type { DatabaseValue, OtherDatabase, OtherDatabases } from '../model/other-database.ts';
import { connect } from './connect.ts';
import type { Db } from './db.ts';

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
  protected readonly db: Db;
  readonly #folder: string;

  constructor(path: string, isFilled = false) {
    this.#folder = dirname(path);
    this.db = this.within(() => {
      const db = connect(path, { key: null, readonly: !isFilled, fileMustExist: true });
      // What other programs have put into a file is read, and not run.
      db.pragma('trusted_schema = OFF');
      db.pragma('cache_size = -16000');
      return db;
    });
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

  constructor(path: string) {
    super(path, true);
    try {
      this.within(() => {
        // The tables behind a spatial index are filled in one go.
        this.db.unsafeMode();
        // Nobody uses the file before it is whole, so a crash may damage it.
        this.db.pragma('locking_mode = EXCLUSIVE');
        this.db.pragma('journal_mode = MEMORY');
        this.db.pragma('synchronous = OFF');
      });
    } catch (error) {
      this.close();
      throw error;
    }
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
    if (!this.db.open) return;
    try {
      if (this.db.inTransaction) this.run('COMMIT');
    } finally {
      super.close();
    }
  }
}
