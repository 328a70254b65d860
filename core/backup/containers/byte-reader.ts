import type { Feed } from './feed.ts';

/** Takes bytes out of a feed in the amounts that a format asks for. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array();

  constructor(feed: Feed) {
    this.#pieces = Symbol.asyncIterator in feed ? feed[Symbol.asyncIterator]() : feed[Symbol.iterator]();
  }

  /** The next bytes, a copy; null when the feed ends before there are so many. */
  async exactly(length: number): Promise<Buffer | null> {
    const bytes = Buffer.allocUnsafeSlow(length);
    for (let filled = 0; filled < length; ) {
      const part = await this.some(length - filled);
      if (part === null) return null;
      bytes.set(part, filled);
      filled += part.length;
    }
    return bytes;
  }

  /** At most so many bytes, at least one; null at the end. They are valid until the next call. */
  async some(most: number): Promise<Uint8Array | null> {
    while (this.#held.length === 0) {
      const next = await this.#pieces.next();
      if (next.done === true) return null;
      this.#held = next.value;
    }
    const part = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(part.length);
    return part;
  }

  /** Ends the feed, which closes its files. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}
