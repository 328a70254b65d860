import type { KeyObject } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Db } from './db.ts';

// The worker is beside this source file, or beside the bundle.
const WORKER = import.meta.url.endsWith('.ts') ? './workers/checkpoint-worker.ts' : './checkpoint-worker.js';

/** What the thread opens. */
export interface Checkpointing {
  readonly path: string;
  /** null for a plain database. */
  readonly key: KeyObject | null;
}

/** SQLite's own number of pages in the log after which a commit writes them back. */
const USUAL_PAGES = 1000;
/** While the thread writes the log back, a commit only does so when the log has grown to 64 MB. */
const MOST_PAGES = 16_000;

/**
 * A thread that writes the write-ahead log back into the database while a long pull stores. Otherwise each
 * commit that finds the log long does so: it waits for the disk, and in an encrypted database it decrypts and
 * encrypts every page once more. A commit itself is on the disk as before, with or without this thread.
 */
export class Checkpoints {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;

  /** Starts the thread. Takes the connection that writes, and the database's key. */
  constructor(db: Db, key: KeyObject | null) {
    this.#worker = new Worker(new URL(WORKER, import.meta.url), {
      workerData: { path: db.name, key } satisfies Checkpointing,
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    db.pragma(`wal_autocheckpoint = ${MOST_PAGES}`);
    // If the thread cannot work, the commits do it as usual.
    this.#worker.on('error', () => undefined);
    // It has closed its connection. Not every runtime ends a thread that has nothing left to do.
    this.#worker.once('message', () => void this.#worker.terminate());
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        if (db.open) db.pragma(`wal_autocheckpoint = ${USUAL_PAGES}`);
        resolve();
      });
    });
  }

  /** Ends the thread. Resolves when it has closed its connection. */
  close(): Promise<void> {
    this.#worker.postMessage('end');
    return this.#ended;
  }
}
