/** What the rows of all open files may hold together, in bytes: they are in memory. */
const MOST = 32 * 1024 * 1024;

/** Rows of a file that are not written yet. */
export interface WaitingRows {
  /** About how many bytes they hold. */
  readonly held: number;
  /** Writes them as a row group, however few they are, and releases what they held. */
  endGroup(): void;
}

/**
 * The rows that wait in all files of one export, which grow at the same time. When they hold too much together, the
 * row group that holds most ends early.
 */
export class RowGroups {
  readonly #open = new Set<WaitingRows>();
  #held = 0;

  enter(rows: WaitingRows): void {
    this.#open.add(rows);
  }

  leave(rows: WaitingRows): void {
    if (this.#open.delete(rows)) this.#held -= rows.held;
  }

  hold(bytes: number): void {
    this.#held += bytes;
    if (this.#held > MOST) [...this.#open].reduce((a, b) => (b.held > a.held ? b : a)).endGroup();
  }

  release(bytes: number): void {
    this.#held -= bytes;
  }
}
