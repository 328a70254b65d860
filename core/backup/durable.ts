import { closeSync, fsyncSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { flushFolder } from '../ground/flush-to-disk.ts';
import { openSync, renameSync } from '../ground/patient-files.ts';
import { PART } from './layout.ts';

/** Writes a small file so that at every moment either the old or the new content has its name. */
export function writeDurably(path: string, text: string): void {
  const file = openSync(path + PART, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  putInPlace(path);
}

/** Gives a finished file, which was flushed, its name. */
export function putInPlace(path: string): void {
  renameSync(path + PART, path);
  flushFolder(dirname(path));
}
