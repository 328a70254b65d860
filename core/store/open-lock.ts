import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteError } from 'better-sqlite3';
import { Problem } from '../ground/problem.ts';
import { connect } from './connect.ts';
import type { Db } from './db.ts';
import { convertingProblem, inUseProblem } from './open-elsewhere.ts';
import { leaveNote, type Opener, readNotes, sweepNotes } from './open-notes.ts';

/** How long an opener waits for a conversion that only looks whether the workspace is free. */
const OPEN_MS = 2000;
/** How long a conversion waits for a command that is about to end. */
const ALONE_MS = 1000;

/**
 * Says who has a workspace open, across all processes: any number of programs, or one conversion. The
 * operating system keeps the lock, through an SQLite file that serves only this: it ends with the process
 * that holds it, even if that process was killed. Notes say who that is (open-notes.ts).
 *
 * Never read `open.lock` in a process that holds the lock: on most systems, closing any handle of a file ends
 * the locks of the whole process on it.
 */
export class OpenLock {
  readonly #folder: string;

  /** Takes the workspace's folder. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Holds the workspace open, together with others. Returns a function that lets it go. On a disk that has no
   * locks or cannot be written it holds nothing, and the workspace opens anyway. Throws
   * `workspace.converting`.
   */
  hold(by: Opener): () => void {
    let release = (): void => undefined;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      release = this.#lock(OPEN_MS, (db) => {
        db.exec('BEGIN');
        // The first read takes the shared lock, and the open transaction keeps it.
        db.prepare('SELECT count(*) FROM sqlite_schema').get();
      });
    } catch (error) {
      if (isBusy(error)) throw convertingProblem(this.#folder, readNotes(this.#folder));
    }
    sweepNotes(this.#folder);
    const forget = leaveNote(this.#folder, by);
    return () => {
      forget();
      release();
    };
  }

  /**
   * Holds the workspace for a conversion. Returns a function that lets it go. Throws `workspace.in_use` when
   * any program has it open, `workspace.converting`, and `workspace.no_locks`.
   */
  holdAlone(): () => void {
    let release: () => void;
    try {
      release = this.#lock(ALONE_MS, (db) => {
        db.pragma('journal_mode = MEMORY');
        db.exec('BEGIN EXCLUSIVE');
      });
    } catch (error) {
      if (isBusy(error)) throw inUseProblem(this.#folder, readNotes(this.#folder));
      throw new Problem('workspace.no_locks', { folder: this.#folder }, { cause: error });
    }
    sweepNotes(this.#folder, true);
    const forget = leaveNote(this.#folder, 'conversion');
    return () => {
      forget();
      release();
    };
  }

  /**
   * Holds the right to change how the workspace is unlocked. Programs that have it open continue. Returns a
   * function that lets it go, or null while another program holds the right. On a disk that has no locks it
   * holds nothing. Throws `workspace.converting`.
   */
  tryHoldKeyFile(): (() => void) | null {
    try {
      // Of a workspace that is open, SQLite lets one program intend to write.
      return this.#lock(0, (db) => db.exec('BEGIN IMMEDIATE'));
    } catch (error) {
      if (!isBusy(error)) return () => undefined;
      const notes = readNotes(this.#folder);
      if (notes.some(({ by }) => by === 'conversion')) throw convertingProblem(this.#folder, notes);
      return null;
    }
  }

  #lock(timeout: number, take: (db: Db) => void): () => void {
    const path = join(this.#folder, 'open.lock');
    let db: Db | null = null;
    try {
      db = connect(path, { key: null, timeout });
      take(db);
      chmodQuietly(path);
    } catch (error) {
      db?.close();
      throw error;
    }
    const held = db;
    return () => {
      if (held.open) held.close();
    };
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY');
}

/** The file holds nothing, but nobody else should be able to lock it. */
function chmodQuietly(path: string): void {
  try {
    chmodSync(path, 0o600);
  } catch {
    // On a disk that cannot be written it is as it is.
  }
}
