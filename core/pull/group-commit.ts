import { bytesOf } from './batches.ts';
import type { OpenedBatch } from './commit.ts';

/**
 * How many submissions share a transaction at most. A commit writes each page that it has touched once, so
 * the more submissions share it, the fewer pages are written for each.
 */
export const MOST_IN_COMMIT = 512;
/** Large submissions would only fill the memory while they wait. */
const MOST_BYTES = 8 * 1024 * 1024;
/** A decrypted batch waits no longer than this for others, and only while threads decrypt some. */
const LONGEST_MS = 500;

interface Group {
  readonly batches: OpenedBatch[];
  submissions: number;
  bytes: number;
  readonly stored: PromiseWithResolvers<void>;
}

/**
 * Gathers decrypted batches into groups that are stored together: up to 512 submissions, 8 MB of ciphertext,
 * or half a second.
 */
export class GroupCommit {
  readonly #store: (group: OpenedBatch) => Promise<void>;
  #group = newGroup();
  #timer: NodeJS.Timeout | undefined;

  /** Takes what stores a group in one transaction. */
  constructor(store: (group: OpenedBatch) => Promise<void>) {
    this.#store = store;
  }

  /** Takes a batch. Resolves when its group is stored; rejects when its group could not be stored. */
  add(opened: OpenedBatch): Promise<void> {
    const group = this.#group;
    // Whoever decrypts the others keeps the program running.
    if (group.batches.length === 0) this.#timer = setTimeout(() => this.flush(), LONGEST_MS).unref();
    group.batches.push(opened);
    group.submissions += opened.batch.length;
    group.bytes += bytesOf(opened.batch);
    if (group.submissions >= MOST_IN_COMMIT || group.bytes >= MOST_BYTES) this.flush();
    return group.stored.promise;
  }

  /** Stores what has gathered, without waiting for more. */
  flush(): void {
    clearTimeout(this.#timer);
    const { batches, stored } = this.#group;
    if (batches.length === 0) return;
    this.#group = newGroup();
    this.#store(asOne(batches)).then(stored.resolve, stored.reject);
  }
}

function newGroup(): Group {
  return { batches: [], submissions: 0, bytes: 0, stored: Promise.withResolvers() };
}

/** Several batches as one. A submission without a reply keeps its place. */
function asOne(batches: readonly OpenedBatch[]): OpenedBatch {
  return {
    batch: batches.flatMap(({ batch }) => batch),
    replies: batches.flatMap(({ batch, replies }) => batch.map((_, i) => replies[i])),
  };
}
