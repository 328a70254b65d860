import { statSync } from 'node:fs';
import { join } from 'node:path';
import { freeBytes, roomInMegabytes } from '../../ground/free-space.ts';
import { Problem } from '../../ground/problem.ts';
import { DATABASE } from '../../model/workspace-parts.ts';

/** An encrypted database is larger than a plain one, by up to a third. */
const DATABASE_GROWTH = 1.5;
/** What SQLite and the file system need besides. */
const SPARE_BYTES = 16 * 1024 * 1024;

/** Bytes that the copy of a workspace's database may need on the disk. */
export function roomForDatabase(folder: string): number {
  return statSync(join(folder, DATABASE)).size * DATABASE_GROWTH + SPARE_BYTES;
}

/** Throws `workspace.no_room` when the disk of a workspace has fewer bytes free. */
export function requireRoom(folder: string, needed: number): void {
  const free = freeBytes(folder);
  if (free < needed) throw new Problem('workspace.no_room', { folder, ...roomInMegabytes(needed, free) });
}
