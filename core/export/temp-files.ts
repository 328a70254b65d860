import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { rmSync } from '../ground/patient-files.ts';
import { isRunning } from '../ground/running.ts';

const TEMPORARY = /^\.attache-(\d+)-[0-9a-f]{12}\.part(?:\.html)?$/;

/**
 * Returns a path in the folder for an unfinished file. The name contains the id of the process that writes
 * it.
 */
export function temporaryPath(folder: string): string {
  return join(folder, `.attache-${process.pid}-${randomBytes(6).toString('hex')}.part`);
}

/** Systems reuse process ids, above all in containers. No export takes a whole day. */
const TOO_OLD = 24 * 60 * 60 * 1000;

/** Removes the unfinished files, and the folders of browsers, of killed exports from a folder: their processes are gone. */
export function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const match = TEMPORARY.exec(name);
    if (match === null) continue;
    const path = join(folder, name);
    if (!isRunning(Number(match[1])) || ageOf(path) > TOO_OLD) rmSync(path, { force: true, recursive: true });
  }
}

function ageOf(path: string): number {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs;
}
