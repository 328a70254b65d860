import { closeSync, lstatSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { statsAt } from '../ground/own-files.ts';
import { heldFile, openSync } from '../ground/patient-files.ts';
import { Problem } from '../ground/problem.ts';
import type { Existing } from './sink.ts';

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/**
 * Throws a Problem when a link, a folder or anything else that is not a file is at the path. An export
 * neither follows nor replaces it.
 */
export function checkPlain(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() === false) throw new Problem('export.file_in_the_way', { file: basename(path) });
}

/**
 * Checks what is at the path, and whether its first line is the header of the export. Takes that header. A
 * byte order mark makes no difference, so that rows can be appended to a file with or without it. Throws a
 * Problem for a link or a folder, which is neither followed nor replaced.
 */
export function existingAt(path: string, header: string): Existing {
  checkPlain(path);
  const stats = statsAt(path);
  if (stats === undefined || stats.size === 0) return 'none';
  const expected = withoutMark(Buffer.from(header));
  const found = Buffer.alloc(expected.length + BYTE_ORDER_MARK.length);
  const handle = openSync(path, 'r');
  try {
    const length = readSync(handle, found, 0, found.length, 0);
    const start = withoutMark(found.subarray(0, length)).subarray(0, expected.length);
    return start.equals(expected) ? 'same header' : 'other header';
  } finally {
    closeSync(handle);
  }
}

/** Checks what is at the path of a file that is only written as a whole. */
export function wholeFileAt(path: string): Existing {
  return (statsAt(path)?.size ?? 0) === 0 ? 'none' : 'whole file';
}

/**
 * Makes sure that no other program holds the file, so that it can be replaced. Throws the error of the file
 * system when a program holds it. A missing file passes. So does a file that may not be written to, because
 * it may still be replaced.
 */
export function checkFree(path: string): void {
  if (statsAt(path)?.isFile() !== true) return;
  try {
    closeSync(openSync(path, 'r+'));
  } catch (error) {
    if (heldFile(error) !== null) throw error;
  }
}

function withoutMark(bytes: Buffer): Buffer {
  const mark = BYTE_ORDER_MARK.length;
  return bytes.subarray(0, mark).equals(BYTE_ORDER_MARK) ? bytes.subarray(mark) : bytes;
}
