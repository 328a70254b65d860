import type { ProblemData } from '../../ground/problem.ts';
import type { CellNote } from '../cell-notes.ts';
import type { AnalysisTable, FinishedTable } from './analysis-table.ts';

/** Counts what a format could not write as it is. It becomes a note of the export's report. */
export interface WriteNotes {
  /** Takes the table's column and how many of its cells are meant; default 1. */
  note(note: CellNote, column: string, count?: number): void;
  /** Adds a note about the whole file. Its `file` is the planned name. */
  tell(note: ProblemData): void;
}

/** One file of a format that is written when all its rows are known. */
export interface AnalysisFile {
  /** The file name, without folder. */
  readonly file: string;
  /** Its tables, each with its name in the file when the file can have several. */
  readonly tables: readonly { readonly table: AnalysisTable; readonly as?: string }[];
  /**
   * Writes the whole file. Takes the path of an empty file that only this export knows; the caller flushes it
   * and gives it its name. The tables are in the order of `tables`. Their rows throw when the user stops the
   * export, which can only happen while other work has its turn (`breathe`): give it one from time to time, and
   * close what is open.
   */
  write(path: string, tables: readonly FinishedTable[], notes: WriteNotes): void | Promise<void>;
  /**
   * Returns the keys in the first rows of a file that an earlier export may have made, null when it cannot be
   * read. Takes the absolute path. Absent: the file is known only by what the workspace remembers of it.
   */
  firstKeys?(path: string): readonly string[] | null;
}
