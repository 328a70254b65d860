import { sizeOf } from '../model/content.ts';
import type { Fetched } from './commit.ts';

/** Large enough to be worth waking a thread; small enough that the batches in progress use little memory. */
export const MOST_IN_BATCH = 64;
const MOST_BYTES = 8 * 1024 * 1024;
/** Over a slow line, a batch is given on after this time even if it is not full. */
const LONGEST_MS = 1000;

/**
 * Gathers fetched submissions into batches for the threads: up to 64 submissions, 8 MB of ciphertext, or one
 * second.
 */
export class Batches {
  #batch: Fetched[] = [];
  #bytes = 0;
  #begun = 0;

  /** Adds one; returns the batch that it completes (full, or a second old), or null. */
  add(item: Fetched): readonly Fetched[] | null {
    if (this.#batch.length === 0) this.#begun = performance.now();
    this.#batch.push(item);
    this.#bytes += bytesOf([item]);
    const isFull = this.#batch.length >= MOST_IN_BATCH || this.#bytes >= MOST_BYTES;
    if (!isFull && performance.now() - this.#begun < LONGEST_MS) return null;
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

/** The bytes that came for these submissions. */
export function bytesOf(batch: readonly Fetched[]): number {
  let bytes = 0;
  for (const { fetched } of batch) {
    bytes += sizeOf(fetched.xml);
    for (const { content } of fetched.parts) bytes += content === null ? 0 : sizeOf(content);
  }
  return bytes;
}
