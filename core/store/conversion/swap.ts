import { existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { flushFolder } from '../../ground/flush-to-disk.ts';
import { renameSync, rmSync } from '../../ground/patient-files.ts';
import { isNote } from '../../ground/work-folders.ts';
import { KEY_FILE } from '../../model/workspace-keys.ts';
import { CONTENT_FOLDERS, DATABASE, isOfSystems, partOf } from '../../model/workspace-parts.ts';
import { type ConversionState, conversionPaths } from './conversion-state.ts';

/**
 * Puts the parts of a verified copy in the places of the old parts, which go to `conversion/old/`. Each step
 * is one rename, and looks at what is there: after a kill it goes on with the first step that is left. The
 * key file comes first and the database last, and the database is replaced in one step: a folder without a
 * database would not pass as a workspace. Throws the file system's errors.
 */
export function swapParts(folder: string, { to }: Pick<ConversionState, 'to'>): void {
  const { old, new: copy } = conversionPaths(folder);
  mkdirSync(old, { recursive: true, mode: 0o700 });
  const keyFile = join(folder, KEY_FILE);
  if (to === 'plain') setAside(keyFile, join(old, KEY_FILE));
  else replace(join(copy, KEY_FILE), keyFile);
  for (const name of CONTENT_FOLDERS) {
    if (!existsSync(join(copy, name))) continue;
    setAside(join(folder, name), join(old, name));
    replace(join(copy, name), join(folder, name));
  }
  setAsideIncoming(join(folder, 'incoming'), join(old, 'incoming'));
  for (const name of readdirSync(folder)) {
    if (partOf(name) === 'earlier') setAside(join(folder, name), join(old, name));
  }
  if (existsSync(join(copy, DATABASE))) {
    // A log of the old database would be taken for one of the new.
    for (const end of ['-wal', '-shm', '-journal'])
      rmSync(join(folder, `${DATABASE}${end}`), { force: true });
    const place = join(folder, DATABASE);
    // A link to another disk: its target goes with the old parts.
    if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink()) setAside(place, join(old, DATABASE));
    replace(join(copy, DATABASE), place);
  }
  for (const changed of [folder, copy, old]) flushFolder(changed);
}

/**
 * What was on its way is downloaded or unpacked again. Only the notes stay that name folders elsewhere: whoever
 * opens the workspace removes those folders.
 */
function setAsideIncoming(incoming: string, old: string): void {
  setAside(incoming, old);
  const names = existsSync(old) ? readdirSync(old).filter(isNote) : [];
  if (names.length > 0) mkdirSync(incoming, { recursive: true, mode: 0o700 });
  for (const name of names) renameSync(join(old, name), join(incoming, name));
}

/** Moves an old part away, unless an earlier try has done so. */
function setAside(place: string, old: string): void {
  if (existsSync(place) && !existsSync(old)) renameSync(place, old);
}

/** Moves a new part to its place, unless an earlier try has done so. */
function replace(copy: string, place: string): void {
  if (existsSync(copy)) renameSync(copy, place);
}

/** What a workspace has in its folder besides its database and its files, and what is not of Attaché. */
export function partsOf(folder: string): {
  readonly earlierCopies: readonly string[];
  readonly others: readonly string[];
} {
  const names = readdirSync(folder);
  return {
    earlierCopies: names.filter((name) => partOf(name) === 'earlier'),
    others: names.filter((name) => partOf(name) === null && !isOfSystems(name)),
  };
}
