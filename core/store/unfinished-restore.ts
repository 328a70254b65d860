import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '../ground/problem.ts';

/** The file that says that a restore into a workspace's folder has begun and not ended. */
export const UNFINISHED = 'restore-unfinished.json';
/** The name of the database until then. */
export const RESTORING = 'attache.sqlite.restoring';

/**
 * Refuses to make a database in a folder into which a restore was interrupted. Takes the database's path.
 * Throws `backup.restore_unfinished`.
 */
export function refuseUnfinished(path: string): void {
  const folder = dirname(path);
  if (!existsSync(join(folder, UNFINISHED)) || existsSync(path)) return;
  throw new Problem('backup.restore_unfinished', { folder });
}
