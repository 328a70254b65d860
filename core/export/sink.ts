/** What lies at the place of a file that an export wants to write. */
export type Existing = 'none' | 'same header' | 'other header';

/**
 * Where the rows of one output go: a file, or a table of a database. Nothing of them is visible before `commit`; until
 * then `discard` takes them back. What returns a promise is waited for before anything else is asked of the sink.
 */
export interface Sink<Row> {
  add(row: Row): void | Promise<void>;
  /** Everything is safe after this, and still not visible. */
  finish(): void | Promise<void>;
  /** Puts it in its place. */
  commit(): void | Promise<void>;
  /** Takes back what was not committed. May be called at any time, and more than once. */
  discard(): void;
}

/** One thing that an export fills: most are files in its folder. */
export interface Output<Row = unknown> {
  /** File name, without folder. */
  readonly file: string;
  /** The names of the columns, as the file shows them. */
  readonly columns: readonly string[];
  /** What lies at its place. Takes the absolute path, at which no link or folder is. */
  existing(path: string): Existing;
  /**
   * The keys of the first rows of what lies at its place: they tell whose it is. Null when it cannot be read or has none.
   * Takes the absolute path.
   */
  firstKeys(path: string): readonly string[] | null;
  /** Begins the rows: anew beside what is there, or below the rows that are there already. Takes the absolute path. */
  open(path: string, isAppended: boolean): Sink<Row>;
}
