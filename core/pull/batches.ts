import { sizeOf } from '../decrypt/open-file.ts';
import type { Fetched } from './commit.ts';

/** Enough for a thread to be worth waking, little enough that four batches in flight stay small in memory. */
const MOST_SUBMISSIONS = 64;
const MOST_BYTES = 8 * 1024 * 1024;

/** Gathers fetched submissions into batches for the threads: up to 64, or up to 8 MB of ciphertext. */
export class Batches {
  #batch: Fetched[] = [];
  #bytes = 0;

  /** Adds one; returns the full batch that it completes, or null. */
  add(item: Fetched): readonly Fetched[] | null {
    this.#batch.push(item);
    this.#bytes += sizeOf(item.fetched.xml);
    for (const { content } of item.fetched.parts) this.#bytes += content === null ? 0 : sizeOf(content);
    if (this.#batch.length < MOST_SUBMISSIONS && this.#bytes < MOST_BYTES) return null;
    return this.take();
  }

  /** The last, perhaps empty, batch. */
  take(): readonly Fetched[] {
    const batch = this.#batch;
    this.#batch = [];
    this.#bytes = 0;
    return batch;
  }
}
