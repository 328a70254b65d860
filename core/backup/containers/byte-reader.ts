import type { Feed } from './feed.ts';

/** Takes bytes out of a feed in the amounts that a format asks for. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array();

  constructor(feed: Feed) {
    this.#pieces = Symbol.asyncIterator in feed ? feed[Symbol.asyncIterator]() : feed[Symbol.iterator]();
  }

  /** The next bytes; null when the feed ends before that. They are valid until the next call. */
  async exactly(length: number): Promise<Buffer | null> {
    // Most are in the piece that is held: a million headers need no memory of their own.
    if (length <= this.#held.length) return this.#take(length);
    const bytes = Buffer.allocUnsafeSlow(length);
    for (let filled = 0; filled < length; ) {
      const part = await this.some(length - filled);
      if (part === null) return null;
      bytes.set(part, filled);
      filled += part.length;
    }
    return bytes;
  }

  /** At most `most` bytes, at least one; null at the end. They are valid until the next call. */
  async some(most: number): Promise<Uint8Array | null> {
    while (this.#held.length === 0) {
      const next = await this.#pieces.next();
      if (next.done === true) return null;
      this.#held = next.value;
    }
    return this.#take(most);
  }

  /** Ends the feed, which closes its files. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  #take(most: number): Buffer {
    const { buffer, byteOffset, length } = this.#held;
    const taken = Math.min(most, length);
    this.#held = this.#held.subarray(taken);
    return Buffer.from(buffer, byteOffset, taken);
  }
}
