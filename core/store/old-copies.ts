import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { rmSync } from '../ground/patient-files.ts';
import { isRunning } from '../ground/running.ts';
import type { Db } from './db.ts';

/** Copies of the database that were made before its format changed. */
const COPY = /^attache\.sqlite\.before-format-\d+$/;
/** A copy that was not whole when its process was killed. */
const UNFINISHED = /^attache\.sqlite\.before-format-\d+\.unfinished-(\d+)$/;

/** On how many days the new format must have opened before the copies go. */
const DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The paths of the copies in a workspace's folder. */
export function oldCopies(folder: string): readonly string[] {
  return matching(folder, COPY);
}

/** Removes copies that a process did not finish before it ended: a copy is made again when it is needed. */
export function removeUnfinished(folder: string): void {
  for (const path of matching(folder, UNFINISHED)) {
    if (!isRunning(Number(UNFINISHED.exec(basename(path))?.[1]))) rmSync(path, { force: true });
  }
}

function matching(folder: string, pattern: RegExp): readonly string[] {
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name));
}

/**
 * Removes the copies of older formats after a week in which the present format opened. Takes the open database
 * of the workspace, and the time. Counts days on which it opened and trusts no span of time, since the clock of a
 * laptop may jump by years. Never throws: a full disk, or another program that writes, is no reason not to open
 * a workspace, and the next opening tries again.
 */
export function sweepOldCopies(db: Db, now: Date): void {
  try {
    const folder = dirname(db.name);
    removeUnfinished(folder);
    const copies = oldCopies(folder);
    if (copies.length === 0) return;
    const { days, first } = withoutWaiting(db, () => openedOn(db, now));
    for (const path of copies) {
      // Nobody counted days for a copy that an earlier version made. Its own age counts.
      const isOfEarlier = statSync(path).mtimeMs + DAYS * DAY_MS <= Date.parse(first);
      if (days >= DAYS || isOfEarlier) rmSync(path, { force: true });
    }
  } catch {
    // The next opening tries again.
  }
}

/** Does work on the database, and does not wait long for another program that writes. */
function withoutWaiting<T>(db: Db, work: () => T): T {
  const patience = db.pragma('busy_timeout', { simple: true }) as number;
  db.pragma('busy_timeout = 50');
  try {
    return work();
  } finally {
    db.pragma(`busy_timeout = ${patience}`);
  }
}

/** Remembers that the database opened today. Returns on how many days it did, and the first of them. */
function openedOn(db: Db, now: Date): { readonly days: number; readonly first: string } {
  const day = now.toISOString().slice(0, 10);
  if (db.prepare('SELECT 1 FROM opened_day WHERE day = ?').get(day) === undefined) {
    db.prepare('INSERT INTO opened_day VALUES (?)').run(day);
  }
  return db
    .prepare<[], { days: number; first: string }>(
      'SELECT count(*) AS days, min(day) AS first FROM opened_day',
    )
    .get() as { days: number; first: string };
}

/** Begins to count again: the format of the database has changed. */
export function countDaysAgain(db: Db): void {
  db.exec('DELETE FROM opened_day');
}
