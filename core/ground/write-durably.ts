import { dirname } from 'node:path';
import { flushFolder } from './flush-to-disk.ts';
import { renameSync, writeFileSync } from './patient-files.ts';

/** What a file is called until it is whole: its name with this at the end. */
export const PART = '.part';

/**
 * Writes a small file for its owner only. At every moment, after a power cut too, either the old or the new content has
 * its name. One writer at a time. Throws the file system's errors.
 */
export function writeDurably(path: string, text: string): void {
  writeFileSync(path + PART, text, { mode: 0o600, flush: true });
  putInPlace(path);
}

/** Gives its name to a file that was written and flushed under its temporary name. */
export function putInPlace(path: string): void {
  renameSync(path + PART, path);
  flushFolder(dirname(path));
}
