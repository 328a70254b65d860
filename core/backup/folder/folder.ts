import { existsSync, mkdirSync } from 'node:fs';
import { isInside } from '../../ground/is-inside.ts';
import { Problem } from '../../ground/problem.ts';
import { PART } from '../../ground/write-durably.ts';
import { KEY_FILE, LATEST, LOCK, pathIn, README, SNAPSHOTS, VOLUMES } from './layout.ts';
import { namesIn } from './stray-files.ts';

const OURS: ReadonlySet<string> = new Set([README, KEY_FILE, LATEST, LOCK, VOLUMES, SNAPSHOTS]);
/** What systems put into the root of a disk, besides names that begin with a dot. */
const OF_SYSTEMS = /^(?:\..*|System Volume Information|\$RECYCLE\.BIN|lost\+found|desktop\.ini|Thumbs\.db)$/i;

/** Whether there is a backup in this folder, or a begun one. */
function isBackup(folder: string): boolean {
  return [KEY_FILE, LATEST, VOLUMES, SNAPSHOTS].some((name) => existsSync(pathIn(folder, name)));
}

/**
 * Makes sure that a backup can be made in this folder, and makes the folder. Throws `backup.folder_gone`,
 * `backup.folder_taken`, `backup.folder_inside` and the file system's errors.
 */
export function prepareFolder(folder: string, workspace: string, isKnown: boolean): void {
  requireUsable(folder, workspace, isKnown);
  for (const path of [folder, pathIn(folder, VOLUMES), pathIn(folder, SNAPSHOTS)]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  }
}

/**
 * Makes sure that a backup can be made in this folder. `isKnown` says that the workspace has a
 * backup there: if that is gone, the disk is not connected, and the folder must not be filled with another one.
 * Throws `backup.folder_gone`, `backup.folder_taken`, `backup.folder_inside` and the file system's errors.
 */
export function requireUsable(folder: string, workspace: string, isKnown: boolean): void {
  if (isInside(folder, workspace) || isInside(workspace, folder)) {
    throw new Problem('backup.folder_inside', { folder, workspace });
  }
  if (isKnown && !isBackup(folder)) throw new Problem('backup.folder_gone', { folder });
  if (!isBackup(folder) && namesIn(folder).some((name) => !isIgnored(name))) {
    throw new Problem('backup.folder_taken', { folder });
  }
}

function isIgnored(name: string): boolean {
  return (
    OURS.has(name) || OF_SYSTEMS.test(name) || (name.endsWith(PART) && OURS.has(name.slice(0, -PART.length)))
  );
}

/** Throws `backup.not_a_backup` when the folder has none, and `backup.folder_gone` when there is no such folder. */
export function requireBackup(folder: string): void {
  if (!existsSync(folder)) throw new Problem('backup.folder_gone', { folder });
  if (!isBackup(folder)) throw new Problem('backup.not_a_backup', { folder });
}
