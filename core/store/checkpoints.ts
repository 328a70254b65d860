import type { KeyObject } from 'node:crypto';
import type { Db } from './db.ts';

/** The file that a thread runs. It is beside this source file, or beside the bundle. */
export const CHECKPOINT_WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './workers/checkpoint-worker.ts' : './checkpoint-worker.js',
  import.meta.url,
);

/** What the thread opens. */
export interface Checkpointing {
  readonly path: string;
  /** null for a plain database. */
  readonly key: KeyObject | null;
}

/** Runs `CHECKPOINT_WORKER` once in any thread. Resolves when the log is written back; rejects when that cannot be. */
export type WriteBack = (database: Checkpointing) => Promise<void>;

/**
 * The number of pages in the log (16 MB) after which a commit writes them back. SQLite's own 1,000 are one commit of a
 * pull: pages that each commit changes would be written back each time, and in an encrypted database that is the most
 * work of all.
 */
export const USUAL_PAGES = 4000;
/** While threads write the log back, a commit only does so when the log has grown to 64 MB. */
const MOST_PAGES = 16_000;
/**
 * Often enough that the log stays short (about 12 MB), and seldom enough that pages written several times are written
 * back once.
 */
const EVERY = 1024;

/**
 * Lets threads write the write-ahead log back into the database while a long pull stores. Otherwise each commit that
 * finds the log long does so: it waits for the disk, and in an encrypted database it decrypts and encrypts every page
 * once more. A commit itself is on the disk as before, with or without threads.
 */
export class Checkpoints {
  readonly #db: Db;
  readonly #key: KeyObject | null;
  readonly #writeBack: WriteBack;
  #since = 0;
  #running: Promise<void> | null = null;
  #isClosed = false;

  /** Takes the connection that writes, the database's key, and who runs a thread. */
  constructor(db: Db, key: KeyObject | null, writeBack: WriteBack) {
    this.#db = db;
    this.#key = key;
    this.#writeBack = writeBack;
    db.pragma(`wal_autocheckpoint = ${MOST_PAGES}`);
  }

  /** Must be called after each commit. Takes how many submissions it stored. */
  stored(count: number): void {
    this.#since += count;
    if (this.#since < EVERY || this.#running !== null || this.#isClosed) return;
    this.#since = 0;
    this.#running = this.#writeBack({ path: this.#db.name, key: this.#key })
      // If no thread can do it, the commits do it as usual.
      .catch(() => this.#end())
      .finally(() => {
        this.#running = null;
      });
  }

  /** Ends it. Resolves when no thread has the database open any more. */
  async close(): Promise<void> {
    await this.#running;
    this.#end();
  }

  #end(): void {
    this.#isClosed = true;
    if (this.#db.open) this.#db.pragma(`wal_autocheckpoint = ${USUAL_PAGES}`);
  }
}
