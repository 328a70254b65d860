import type { IdRange } from '../store/browse/scan.ts';

/** The most row ids of a piece. Between two pieces a thread does other work, and notices that it must stop. */
const MOST = 4000;
/** Of a shared scan, threads that take so many pieces end at about the same time. */
const SHARES = 20;
/** No scan has as many pieces. */
const STOPPED = 2 ** 30;

/** What a thread needs to take pieces of the same scan. Its memory is shared by the threads. */
export interface SharedPieces {
  readonly span: IdRange;
  /** How many row ids a piece has. */
  readonly size: number;
  readonly taken: SharedArrayBuffer;
}

/**
 * The submissions of a scan in pieces. Threads that share them take the next one in turn whenever they have read one,
 * so each piece is read once, and all threads end together, however fast each of them is.
 */
export class ScanPieces implements Iterable<IdRange> {
  readonly shared: SharedPieces;
  readonly #taken: Int32Array;
  #own = 0;

  /** Takes pieces of a scan that another thread has begun. */
  constructor(shared: SharedPieces) {
    this.shared = shared;
    this.#taken = new Int32Array(shared.taken);
  }

  /** The pieces of a scan. Takes the range of all ids, null for none, and whether threads will share them. */
  static of(span: IdRange | null, areShared: boolean): ScanPieces {
    const { after, upTo } = span ?? { after: 0, upTo: 0 };
    const size = areShared ? Math.min(MOST, Math.ceil((upTo - after) / SHARES)) : MOST;
    const taken = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    return new ScanPieces({ span: { after, upTo }, size, taken });
  }

  /** Whether no other thread has taken a piece. */
  get areAllOwn(): boolean {
    return Atomics.load(this.#taken, 0) === this.#own;
  }

  /** Takes pieces until none is left. The last one has no end: it has what is stored meanwhile. */
  *[Symbol.iterator](): Generator<IdRange> {
    const { span, size } = this.shared;
    for (;;) {
      const after = span.after + Atomics.add(this.#taken, 0, 1) * size;
      this.#own += 1;
      if (after >= span.upTo) return;
      const end = after + size;
      yield { after, upTo: end < span.upTo ? end : Number.MAX_SAFE_INTEGER };
    }
  }

  /** Leaves no piece to any thread. */
  stop(): void {
    Atomics.store(this.#taken, 0, STOPPED);
  }
}
