import { closeSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { statsAt } from '../ground/own-files.ts';
import { openSync } from '../ground/patient-files.ts';
import { Problem } from '../ground/problem.ts';

const MAGIC = 'SQLite format 3\0';
const HEADER = 100;
/** Both bytes are 2 in a file that is in write-ahead mode, which no export is. */
const ROLLBACK = Buffer.from([1, 1]);

/**
 * True for a file that begins as the databases of exports do, with this application ID and layout (`PRAGMA
 * user_version`). Reads it as bytes: SQLite could write beside other files.
 */
export function isDatabase(path: string, applicationId: number, layout: number): boolean {
  const header = Buffer.alloc(HEADER);
  try {
    const handle = openSync(path, 'r');
    try {
      readSync(handle, header, 0, HEADER, 0);
    } finally {
      closeSync(handle);
    }
  } catch {
    return false;
  }
  return (
    header.toString('latin1', 0, MAGIC.length) === MAGIC &&
    header.subarray(18, 20).equals(ROLLBACK) &&
    header.readUInt32BE(60) === layout &&
    header.readUInt32BE(68) === applicationId
  );
}

/** Throws a Problem when a program that changes the file has something of it in a second file. */
export function checkUnused(path: string): void {
  for (const behind of ['-journal', '-wal']) {
    const size = statsAt(`${path}${behind}`)?.size ?? 0;
    if (size > 0) throw new Problem('export.file_busy', { file: basename(path) });
  }
}
