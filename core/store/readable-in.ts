import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openReadOnly } from './database.ts';

/**
 * How many submissions of a workspace that is not open can be read. Takes its folder, and migrates nothing. Returns
 * undefined where there is no workspace, and null where it cannot be counted.
 */
export function readableIn(folder: string): number | null | undefined {
  const path = join(folder, 'attache.sqlite');
  if (!existsSync(path)) return undefined;
  try {
    const db = openReadOnly(path);
    try {
      return (
        db.prepare<[], number>('SELECT count(*) FROM submission WHERE record_count > 0').pluck().get() ?? 0
      );
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
}
