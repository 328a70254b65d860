import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { rmSync } from '../../ground/patient-files.ts';
import { PART } from '../../ground/write-durably.ts';
import { pathIn, SNAPSHOTS, VOLUMES } from './layout.ts';

/** Removes what interrupted runs have begun to write. Call it with the lock. */
export function sweepParts(folder: string): void {
  for (const place of [folder, pathIn(folder, VOLUMES), pathIn(folder, SNAPSHOTS)]) {
    for (const name of namesIn(place)) if (name.endsWith(PART)) rmSync(join(place, name), { force: true });
  }
}

/** The names in a folder; none when it is not there. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Milliseconds since a file was written; 0 when it is not there. */
export function ageOf(path: string): number {
  return Math.abs(Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()));
}
