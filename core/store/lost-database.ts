import { type Dirent, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isFileError } from '../ground/file-error.ts';
import { statsAt } from '../ground/own-files.ts';
import { Problem } from '../ground/problem.ts';
import { CONTENT_FOLDERS } from '../model/workspace-parts.ts';

/** What is in the folder of a workspace only after it was pulled or imported, backed up, or brought to another format. */
const OF_USE = /^(pull\.lock|backups\.json|attache\.sqlite\.before-format-\d+)$/;

/** Whether a name in the folder of a workspace shows that it had a database. */
export function showsUse(name: string): boolean {
  return OF_USE.test(name);
}

/**
 * Refuses to make a new database where one has been: beside stored files, or what else only a workspace in use has. A
 * new, empty one would hide that the answers are gone. Takes the database's path. Throws `store.database_missing`.
 */
export function refuseLost(path: string): void {
  if ((statsAt(path)?.size ?? 0) > 0) return;
  const folder = dirname(path);
  const wasUsed =
    entriesOf(folder).some(({ name }) => showsUse(name)) || (statsAt(`${path}-wal`)?.size ?? 0) > 0;
  if (!wasUsed && !CONTENT_FOLDERS.some((name) => hasFile(join(folder, name)))) return;
  throw new Problem('store.database_missing', { folder });
}

/** Looks no further than the first file. */
function hasFile(folder: string): boolean {
  const entries = entriesOf(folder);
  if (entries.some((entry) => !entry.isDirectory())) return true;
  return entries.some((entry) => hasFile(join(folder, entry.name)));
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isFileError(error) && error.code === 'ENOENT') return [];
    throw error;
  }
}
