import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '../ground/problem.ts';
import { PART } from '../ground/write-durably.ts';

/** The file that says that a restore into a workspace's folder has begun and not ended. */
export const UNFINISHED = 'restore-unfinished.json';
/** The name of the database until then. */
export const RESTORING = 'attache.sqlite.restoring';

/** Whether a restore into this folder has begun. Killed at the very beginning, it leaves the file under its first name. */
export function hasRestoreBegun(folder: string): boolean {
  return [UNFINISHED, UNFINISHED + PART].some((name) => existsSync(join(folder, name)));
}

/**
 * Refuses to make a database in a folder into which a restore was interrupted. Takes the database's path.
 * Throws `backup.restore_unfinished`.
 */
export function refuseUnfinished(path: string): void {
  const folder = dirname(path);
  if (!hasRestoreBegun(folder) || existsSync(path)) return;
  throw new Problem('backup.restore_unfinished', { folder });
}
