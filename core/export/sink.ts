/**
 * What is at the path of a file that an export is about to write. `whole file`: a file that is only written as a
 * whole, so that no rows can be added to it.
 */
export type Existing = 'none' | 'same header' | 'other header' | 'whole file';

/**
 * Where the rows of an output go: a file, or a table of a database. Nothing is visible before `commit`. Until
 * then, `discard` removes everything. When a method returns a promise, the caller waits for it before the
 * next call.
 */
export interface Sink<Row> {
  add(row: Row): void | Promise<void>;
  /** After this everything is safe, and still not visible. May take long: throws the signal's reason when stopped. */
  finish(signal?: AbortSignal): void | Promise<void>;
  /** Makes the rows visible. */
  commit(): void | Promise<void>;
  /** Makes a method that waits for others end soon, with an error, because the user wants to stop. */
  stop?(): void;
  /** Removes what was not committed. May be called at any time, and more than once. */
  discard(): void;
}

/** One output of an export. Most outputs are files in its folder. */
export interface Output<Row = unknown> {
  /** The file name, without folder. Outputs with the same name are tables of one file. */
  readonly file: string;
  /** The name of its table, when the file is a database with several tables. */
  readonly table?: string;
  /** The names of the columns, as in the file. */
  readonly columns: readonly string[];
  /** Returns what is at the path. Takes an absolute path that is not a link or a folder. */
  existing(path: string): Existing;
  /**
   * Returns the keys in the first rows of the existing file, which show whose file it is. Returns null when
   * it cannot be read or has no keys. Takes the absolute path.
   */
  firstKeys(path: string): readonly string[] | null;
  /**
   * Starts the rows in a new file beside the existing one, or below the rows that are already there. Takes
   * the absolute path.
   */
  open(path: string, isAppended: boolean): Sink<Row>;
}
