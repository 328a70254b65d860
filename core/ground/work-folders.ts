import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { rmSync, writeFileSync } from './patient-files.ts';
import { isRunning } from './running.ts';

/**
 * Folders that hold what is being worked on for a while, decrypted answers among it. They are removed when the work is
 * done. What could not be removed then, because its process was killed or another program had a file of it open, is
 * removed by `sweepWorkFolders`, which runs whenever a workspace is opened.
 */

/** What the work is: part of a folder's name, which also tells which process made it. */
export type Work = 'zip' | 'instances';

const OURS = /^(?:zip|instances)-(\d+)-[A-Za-z0-9]{6}$/;
/** The same where they lie outside of the workspace: hidden. */
const OUTSIDE = /^\.attache-decrypted-(\d+)-[A-Za-z0-9]{6}$/;
/** As versions before called a folder of that work, which never takes as long. */
const OLD = /^instances-[A-Za-z0-9]{6}$/;
const OLD_MS = 10 * 60 * 1000;
/** A file that says where one lies that is not in the workspace. */
const NOTE = /^elsewhere-(\d+)-[0-9a-f]{12}\.json$/;

/** What this thread could not remove: tried again by the next sweep, and by those of later processes. */
const owed = new Set<string>();

/** A new folder for one piece of work, for its owner only. Takes the folder that it lies in, which is made. */
export function makeWorkFolder(parent: string, work: Work): string {
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  return mkdtempSync(join(parent, `${work}-${process.pid}-`));
}

/**
 * The same in a folder of the user's own, so that the result has its place by one rename. `notes` is the workspace's
 * folder that is swept: where the work folder lies is written down there until it is removed.
 */
export function makeWorkFolderOutside(parent: string, notes: string): string {
  mkdirSync(notes, { recursive: true, mode: 0o700 });
  const path = mkdtempSync(join(parent, `.attache-decrypted-${process.pid}-`));
  const note = join(notes, `elsewhere-${process.pid}-${randomBytes(6).toString('hex')}.json`);
  writeFileSync(note, JSON.stringify({ path }), { mode: 0o600 });
  return path;
}

/**
 * Removes a folder when its work is done, or has failed. Never throws: what another program holds is removed by a later
 * sweep. Returns whether it is gone. Handles of ours are to be closed before.
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

/** Removes what has been left in a folder, and what notes in it tell of, by processes that are gone. Never throws. */
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

/** Removes what a note tells of, and the note when nothing is left there. A disk that is not here is waited for. */
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
 * Whether the process that made it is gone. A process of the same number that began after it was made is another one,
 * as it often is in containers.
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
