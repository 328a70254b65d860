/** A value in a row of a database. Whole numbers are bigints: SQLite stores every `number` as a fraction. */
export type DatabaseValue = string | number | bigint | Uint8Array | null;

/**
 * An open SQLite file that is not the workspace's. Its methods throw Problems for what the disk refuses, and
 * SQLite's errors for the rest.
 */
export interface OtherDatabase {
  /** Runs statements that have no result. */
  run(sql: string): void;
  /** Prepares a statement that is run for many rows. Returns the function that runs it. */
  prepare(sql: string): (values: readonly DatabaseValue[]) => void;
  /**
   * Starts to fill tables that have no rows yet. Takes their names. Until its `finish`, nothing else may be done with
   * the file, and what was prepared before is of no use after it.
   */
  fill(tables: readonly string[]): TableFiller;
  /** Returns the rows of a query, one at a time. */
  rows(sql: string): Iterable<readonly DatabaseValue[]>;
  /** Closes the file; after this, all of it is in the one file. May be called more than once. */
  close(): void;
}

/** Writes rows into tables as they lie in the file. Its methods throw the file system's errors. */
export interface TableFiller {
  /**
   * Adds a row. Takes the place of the table's name, the number of the row, which is greater than all before in its
   * table, and its record (*Database File Format*, section 2.1). The bytes are the caller's again after the call.
   */
  add(table: number, row: number, record: Uint8Array): void;
  /** After this the rows are there, and the file may be used again. */
  finish(): void;
}

/** Opens SQLite files that are not the workspace's. */
export interface OtherDatabases {
  /**
   * Opens a file to add rows to it. The file may be empty. It has no name yet under which anybody looks for
   * it: after an error it is useless.
   */
  toFill(path: string): OtherDatabase;
  /** Opens an existing file to read it. Throws, now or with the first statement, when it is no whole database. */
  toRead(path: string): OtherDatabase;
}
