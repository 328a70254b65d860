import type { Sink } from '../sink.ts';
import { StagedPath } from '../staged-path.ts';
import type { Table } from '../table.ts';
import type { AnalysisTable } from './analysis-table.ts';
import type { Cell } from './cell.ts';
import { plannedTable } from './planned-table.ts';

/** What writes a file while its rows pass. All methods may throw the file system's errors. */
export interface RowWriter {
  /** Takes a cell for each column of the table. */
  add(cells: readonly Cell[]): void;
  /** After this the file is whole, and not open any more. */
  finish(): void;
  /** Ends the work on the file, whole or not. May be called more than once. */
  close(): void;
}

/** One file of a format that needs not know all rows before it writes the first. */
export interface StreamedFile {
  /** The file name, without folder. */
  readonly file: string;
  readonly table: AnalysisTable;
  /** Starts to write. Takes the path of an empty file that only this export knows. */
  write(path: string): RowWriter;
}

/** Returns the tables of files that are written while their rows pass, each file with one table. */
export function streamedFiles(files: readonly StreamedFile[]): readonly Table<readonly Cell[]>[] {
  return files.map((file) => plannedTable({ ...file, open: (path) => streamed(file, path) }));
}

function streamed(file: StreamedFile, path: string): Sink<readonly Cell[]> {
  const place = new StagedPath(path, false);
  const writer = started(file, place);
  return {
    add: (row) => writer.add(row),
    finish: () => {
      writer.finish();
      place.flush();
    },
    commit: () => place.commit(),
    discard: () => {
      writer.close();
      place.discard();
    },
  };
}

function started(file: StreamedFile, place: StagedPath): RowWriter {
  try {
    return file.write(place.temporary);
  } catch (error) {
    place.discard();
    throw error;
  }
}
