import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { rmSync, writeFileSync } from './patient-files.ts';
import { isRunning } from './running.ts';

/**
 * Folders that hold files while work on them lasts, decrypted answers among them. They are removed when the
 * work is done. If a folder could not be removed then, because its process was killed or another program had
 * a file in it open, `sweepWorkFolders` removes it. That runs whenever a workspace is opened.
 */

/** The kind of work. It is part of the folder's name, like the number of the process that made it. */
export type Work = 'zip' | 'backup' | 'drill' | 'spool';

/** `instances`: earlier versions copied Collect's database. */
const OURS = /^(?:zip|instances|backup|drill|spool)-(\d+)-[A-Za-z0-9]{6}$/;
/** A work folder outside the workspace. It is hidden. */
const OUTSIDE = /^\.attache-decrypted-(\d+)-[A-Za-z0-9]{6}$/;
/** The name that earlier versions gave to such a folder. Their work never takes as long as `OLD_MS`. */
const OLD = /^instances-[A-Za-z0-9]{6}$/;
const OLD_MS = 10 * 60 * 1000;
/** A file with the path of a work folder outside the workspace. */
const NOTE = /^elsewhere-(\d+)-[0-9a-f]{12}\.json$/;

/** Whether a file of that name is a note with the path of a work folder elsewhere. */
export function isNote(name: string): boolean {
  return NOTE.test(name);
}

/**
 * Folders that this thread could not remove. The next sweep tries again, and so do sweeps of later processes.
 */
const owed = new Set<string>();

/**
 * Makes a new folder for one piece of work, for its owner only. Takes the folder to make it in, and makes
 * that too if needed.
 */
export function makeWorkFolder(parent: string, work: Work): string {
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  return mkdtempSync(join(parent, `${work}-${process.pid}-`));
}

/**
 * Makes a work folder in a folder of the user, so that one rename moves the result to its place. `notes` is
 * the workspace's folder that is swept: a note in it keeps the path of the work folder until that is removed.
 */
export function makeWorkFolderOutside(parent: string, notes: string): string {
  mkdirSync(notes, { recursive: true, mode: 0o700 });
  const path = mkdtempSync(join(parent, `.attache-decrypted-${process.pid}-`));
  const note = join(notes, `elsewhere-${process.pid}-${randomBytes(6).toString('hex')}.json`);
  writeFileSync(note, JSON.stringify({ path }), { mode: 0o600 });
  return path;
}

/**
 * Removes a folder when its work is done or has failed. Never throws: a later sweep removes what another
 * program holds. Returns whether the folder is gone. The caller closes our handles first.
 */
export function removeWorkFolder(path: string): boolean {
  try {
    rmSync(path, { recursive: true, force: true });
    owed.delete(path);
    return true;
  } catch {
    owed.add(path);
    return false;
  }
}

/** Removes the work folders that ended processes left in a folder, or that notes in it name. Never throws. */
export function sweepWorkFolders(parent: string): void {
  for (const path of owed) if (dirname(path) === parent) removeWorkFolder(path);
  for (const name of namesIn(parent)) {
    const path = join(parent, name);
    const folder = OURS.exec(name)?.[1];
    if (folder !== undefined && isLeft(path, Number(folder))) removeWorkFolder(path);
    if (OLD.test(name) && ageOf(path) > OLD_MS) removeWorkFolder(path);
    const note = NOTE.exec(name)?.[1];
    if (note !== undefined) settle(path, Number(note));
  }
}

/**
 * Removes the folder that a note names, and the note when that folder is gone. If its disk is not connected,
 * the note stays.
 */
function settle(note: string, pid: number): void {
  const path = pathIn(note);
  if (path === null) removeWorkFolder(note);
  else if (!existsSync(path)) {
    if (existsSync(dirname(path))) removeWorkFolder(note);
  } else if ((owed.has(path) || isLeft(path, pid)) && removeWorkFolder(path)) removeWorkFolder(note);
}

function pathIn(note: string): string | null {
  try {
    const { path } = JSON.parse(readFileSync(note, 'utf8')) as { path?: unknown };
    return typeof path === 'string' && OUTSIDE.test(basename(path)) ? path : null;
  } catch {
    return null;
  }
}

/**
 * Whether the process that made it has ended. A process with the same number that started after it was made
 * is another process, as often happens in containers.
 */
function isLeft(path: string, pid: number): boolean {
  if (pid === process.pid) return ageOf(path) > process.uptime() * 1000 + CLOCK_STEP;
  return !isRunning(pid);
}

/** Clocks of file systems and of the computer differ by a few seconds at most. */
const CLOCK_STEP = 10_000;

function ageOf(path: string): number {
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
