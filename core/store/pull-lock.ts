import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Clock } from '../ground/clock.ts';
import { storeProblem } from '../ground/store-problem.ts';

/** How often it is looked whether the other program has ended. */
const LOOK_MS = 1000;

/**
 * Lets one program at a time take submissions into a workspace, in whichever process they run: two that fetch the same
 * would be in each other's way. The operating system keeps the lock, by way of SQLite on a file of its own, so that it is
 * gone when its holder is, however that ended.
 */
export class PullLock {
  readonly #folder: string;

  /** Takes the workspace's folder. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes the lock; returns what gives it back, or null while another program has it. Throws `store.*` problems. */
  tryTake(): (() => void) | null {
    const path = join(this.#folder, 'pull.lock');
    let db: Database.Database | null = null;
    try {
      db = new Database(path, { timeout: 0 });
      chmodSync(path, 0o600);
      db.pragma('journal_mode = MEMORY');
      db.exec('BEGIN EXCLUSIVE');
      return release(db);
    } catch (error) {
      db?.close();
      if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
      throw storeProblem(error, this.#folder);
    }
  }

  /**
   * Waits for the lock. `onWait` is told once, when there is something to wait for. Throws the signal's reason, and
   * `store.*` problems.
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

/** Gives the lock back, once. */
function release(db: Database.Database): () => void {
  return () => {
    if (db.open) db.close();
  };
}
