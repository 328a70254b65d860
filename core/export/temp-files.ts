import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSync, rmSync } from '../ground/patient-files.ts';
import { isRunning } from '../ground/running.ts';

const TEMPORARY = /^\.attache-(\d+)-[0-9a-f]{12}\.part$/;

/** A name of our own in the folder, for a file that is not finished. It tells which process writes it. */
export function temporaryPath(folder: string): string {
  return join(folder, `.attache-${process.pid}-${randomBytes(6).toString('hex')}.part`);
}

/** A number of a process is used again some time, above all in containers; no export takes a day. */
const TOO_OLD = 24 * 60 * 60 * 1000;

/** Removes what an export that was killed has left in a folder: unfinished files whose process is gone. */
export function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const match = TEMPORARY.exec(name);
    if (match === null) continue;
    const path = join(folder, name);
    if (!isRunning(Number(match[1])) || ageOf(path) > TOO_OLD) rmSync(path, { force: true });
  }
}

/** Makes sure that a finished file is on the disk and not only in the system's memory. */
export function flushToDisk(path: string, mode: 'r' | 'r+'): void {
  const handle = openSync(path, mode);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The same for a folder's list of names. Windows does this by itself and cannot open a folder. */
export function flushFolder(folder: string): void {
  if (process.platform !== 'win32') flushToDisk(folder, 'r');
}

function ageOf(path: string): number {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs;
}
