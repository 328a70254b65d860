import { statSync } from 'node:fs';
import { join } from 'node:path';
import { freeBytes, roomInMegabytes } from '../../ground/free-space.ts';
import { Problem } from '../../ground/problem.ts';
import { pathIn, SNAPSHOTS, VOLUMES } from './layout.ts';
import { namesIn } from './stray-files.ts';

/** Room for the small files of a backup, and for what a file system needs of its own. */
const SLACK = 16 * 1024 * 1024;

/** Throws `backup.no_space` when the disk of this folder has fewer bytes free. */
export function requireSpace(folder: string, bytes: number): void {
  const free = freeBytes(folder);
  const needed = bytes + SLACK;
  if (free >= needed) return;
  throw new Problem('backup.no_space', { folder, ...roomInMegabytes(needed, free) });
}

/** Bytes of all volumes and snapshots of a backup. */
export function sizeOfBackup(folder: string): number {
  return [VOLUMES, SNAPSHOTS]
    .map((place) => pathIn(folder, place))
    .flatMap((place) => namesIn(place).map((name) => join(place, name)))
    .reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
}
