import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openReadOnly } from './database.ts';

/**
 * How many readable submissions a workspace has that is not open. Takes its folder; migrates nothing. Returns
 * undefined where there is no workspace, and null where they cannot be counted: in an encrypted one, for example.
 */
export function readableIn(folder: string): number | null | undefined {
  const path = join(folder, 'attache.sqlite');
  if (!existsSync(path)) return undefined;
  try {
    const db = openReadOnly(path, null);
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
