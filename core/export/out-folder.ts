import { existsSync, lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileInTheWay, folderUnusable } from '../ground/io-problem.ts';
import { isInside } from '../ground/is-inside.ts';
import { rmdirSync } from '../ground/patient-files.ts';
import { Problem } from '../ground/problem.ts';

/**
 * Returns the real path of the export's folder. Makes the folder if it does not exist (for its owner only).
 * Throws a Problem when the folder cannot be made, or when `placeOf` throws.
 */
export function prepareFolder(folder: string, workspaces: readonly string[]): string {
  const real = placeOf(folder, workspaces);
  try {
    makeFolder(real);
  } catch (cause) {
    throw folderUnusable(folder, cause);
  }
  return real;
}

/**
 * Returns the folders that `prepareFolder` would make, the innermost first. An export that fails removes them
 * again with `removeEmpty`.
 */
export function missingFolders(folder: string): readonly string[] {
  const missing: string[] = [];
  // A drive of Windows may be missing too.
  for (
    let place = realPathOf(folder);
    !existsSync(place) && dirname(place) !== place;
    place = dirname(place)
  ) {
    missing.push(place);
  }
  return missing;
}

/** Removes folders in which nothing is. Takes the innermost first. Leaves all others. */
export function removeEmpty(folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      rmdirSync(folder);
    } catch {
      // It holds something, or was never made.
    }
  }
}

/**
 * Makes the folders one at a time. A recursive `mkdirSync` never returns when a folder can be entered but
 * nothing can be made in it.
 */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!isFolder(folder)) throw error;
  }
}

/**
 * Returns the real path of a folder that need not exist. Throws a Problem when a file is at that path. Throws
 * also when the folder is in a Briefcase storage, a Collect folder or one of the workspaces, where exported
 * files would be mistaken for submissions or stored files (`briefcase-csv` §1).
 */
export function placeOf(folder: string, workspaces: readonly string[]): string {
  if (fileInTheWay(folder) !== null) throw folderUnusable(folder, null);
  const real = realPathOf(folder);
  for (const workspace of workspaces) {
    if (isInside(real, workspace)) {
      throw new Problem('export.folder_inside', { folder, kind: 'workspace' });
    }
  }
  for (let place = real; ; place = dirname(place)) {
    const kind = ownerOf(place);
    if (kind !== null) throw new Problem('export.folder_inside', { folder, kind });
    if (dirname(place) === place) return real;
  }
}

/**
 * Returns the folder for attachments in the export's folder. Makes it if it does not exist. Throws a Problem
 * when a link or a file has its name.
 */
export function prepareMediaFolder(folder: string): string {
  const media = join(folder, 'media');
  const stats = lstatSync(media, { throwIfNoEntry: false });
  if (stats === undefined) mkdirSync(media, { mode: 0o700 });
  else if (!stats.isDirectory()) throw new Problem('export.file_in_the_way', { file: 'media' });
  return media;
}

/**
 * Returns the absolute path. Links are resolved as far as the path exists, so that a link into a forbidden
 * folder is found.
 */
export function realPathOf(path: string): string {
  const whole = resolve(path);
  if (existsSync(whole)) return realpathSync(whole);
  const parent = dirname(whole);
  return parent === whole ? whole : join(realPathOf(parent), basename(whole));
}

function ownerOf(folder: string): 'Briefcase' | 'Collect' | null {
  if (basename(folder) === 'ODK Briefcase Storage') return 'Briefcase';
  return isFolder(join(folder, 'forms')) && isFolder(join(folder, 'instances')) ? 'Collect' : null;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
