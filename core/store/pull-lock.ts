import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteError } from 'better-sqlite3';
import type { Clock } from '../ground/clock.ts';
import { storeProblem } from '../ground/store-problem.ts';
import { connect } from './connect.ts';
import type { Db } from './db.ts';

/** How often to check whether the other program has finished. */
const LOOK_MS = 1000;

/**
 * Lets one program at a time pull into a workspace, across all processes: two pulls of the same submissions
 * would disturb each other. The operating system keeps the lock, through an SQLite file that serves only
 * this. The lock ends with the process that holds it, even if that process was killed.
 */
export class PullLock {
  readonly #folder: string;

  /** Takes the workspace's folder. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Takes the lock. Returns a function that releases it, or null while another program holds it. Throws
   * `store.*` problems.
   */
  tryTake(): (() => void) | null {
    const path = join(this.#folder, 'pull.lock');
    let db: Db | null = null;
    try {
      // It holds nothing, so that it has no key in an encrypted workspace either.
      db = connect(path, { key: null, timeout: 0 });
      chmodSync(path, 0o600);
      db.pragma('journal_mode = MEMORY');
      db.exec('BEGIN EXCLUSIVE');
      return release(db);
    } catch (error) {
      db?.close();
      if (error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
      throw storeProblem(error, this.#folder);
    }
  }

  /**
   * Waits for the lock. Calls `onWait` once, if it has to wait. Throws the signal's reason, and `store.*`
   * problems.
   */
  async take(clock: Clock, signal: AbortSignal, onWait: () => void): Promise<() => void> {
    for (let tries = 0; ; tries += 1) {
      signal.throwIfAborted();
      const taken = this.tryTake();
      if (taken !== null) return taken;
      if (tries === 0) onWait();
      await clock.sleep(LOOK_MS, signal);
    }
  }
}

/** Makes the function that releases the lock, once. */
function release(db: Db): () => void {
  return () => {
    if (db.open) db.close();
  };
}
