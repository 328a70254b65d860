import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { join } from 'node:path';
import { renameSync, rmSync, writeFileSync } from '../ground/patient-files.ts';
import { isRunning } from '../ground/running.ts';

/**
 * Notes in a workspace's folder `open/` that say who has it open. They are only words for a message: the lock
 * (open-lock.ts) decides. A process that is killed leaves its note; the next one that opens removes it.
 */

/** Which program has a workspace open; `conversion` while it is encrypted or decrypted. */
export type Opener = 'app' | 'watch' | 'command' | 'conversion';

export interface OpenNote {
  readonly by: Opener;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** The name of the computer, or of the container: numbers of processes count only there. */
  readonly host: string;
}

const OPENERS: readonly unknown[] = ['app', 'watch', 'command', 'conversion'] satisfies Opener[];
const NAME = /^\d+-[0-9a-f-]{36}\.json$/;

/**
 * Leaves a note. Returns a function that removes it. Never throws: a disk that cannot be written has no notes.
 */
export function leaveNote(folder: string, by: Opener): () => void {
  const notes = join(folder, 'open');
  const path = join(notes, `${process.pid}-${randomUUID()}.json`);
  const note: OpenNote = { by, pid: process.pid, since: Date.now(), host: hostname() };
  quietly(() => {
    mkdirSync(notes, { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.part`, JSON.stringify(note), { mode: 0o600 });
    renameSync(`${path}.part`, path);
  });
  return () => quietly(() => rmSync(path, { force: true }));
}

/** The notes of the processes that still run, the oldest first. */
export function readNotes(folder: string): readonly OpenNote[] {
  const notes = [...notesIn(folder)].flatMap(([, note]) => (note === null || isStale(note) ? [] : [note]));
  return notes.sort((a, b) => a.since - b.since);
}

/** Removes the notes of processes that have ended; all notes, if `everyone` has been shown to have ended. */
export function sweepNotes(folder: string, everyone = false): void {
  for (const [path, note] of notesIn(folder)) {
    const isOver = note === null ? isUnfinished(path) : isStale(note);
    if (everyone || isOver) quietly(() => rmSync(path, { force: true }));
  }
}

function* notesIn(folder: string): Generator<[path: string, note: OpenNote | null]> {
  const notes = join(folder, 'open');
  let names: readonly string[] = [];
  try {
    names = readdirSync(notes);
  } catch {
    return;
  }
  for (const name of names) {
    const path = join(notes, name);
    if (NAME.test(name)) yield [path, readNote(path)];
    else if (NAME.test(name.replace(/\.part$/, ''))) yield [path, null];
  }
}

function readNote(path: string): OpenNote | null {
  try {
    const { by, pid, since, host } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    const isNote = OPENERS.includes(by) && typeof host === 'string' && Number.isInteger(pid);
    return isNote && Number.isFinite(since) ? ({ by, pid, since, host } as OpenNote) : null;
  } catch {
    return null;
  }
}

/**
 * Whether the process that left a note has ended. Its number may belong to another process by now: surely so
 * if the note is older than that process or than the start of the computer. Of other computers nothing is known.
 */
function isStale({ pid, since, host }: OpenNote): boolean {
  if (host !== hostname()) return false;
  const age = Date.now() - since;
  if (age > uptime() * 1000 + CLOCK_STEP) return true;
  return pid === process.pid ? age > process.uptime() * 1000 + CLOCK_STEP : !isRunning(pid);
}

/** The clock may have been set meanwhile, by a few seconds. */
const CLOCK_STEP = 10_000;

/** A note that cannot be read, or is not there under its name yet. Its file's name begins with the process. */
function isUnfinished(path: string): boolean {
  const pid = Number(/(\d+)-[^/\\]*$/.exec(path)?.[1]);
  return !isRunning(pid) || pid === process.pid;
}

function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // A note that cannot be written or removed changes nothing: the lock decides.
  }
}
