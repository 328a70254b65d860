import type { GrowingBytes } from '../../growing-bytes.ts';
import { writeHybrid } from './hybrid.ts';

/** Which rows of a column have a value: its definition levels, 1 or 0. */
export class Levels {
  #levels = new Uint8Array(64);
  rows = 0;
  /** How many rows have a value. */
  count = 0;

  add(isThere: boolean): void {
    if (this.rows === this.#levels.length) {
      const larger = new Uint8Array(2 * this.rows);
      larger.set(this.#levels);
      this.#levels = larger;
    }
    this.#levels[this.rows] = isThere ? 1 : 0;
    this.rows += 1;
    if (isThere) this.count += 1;
  }

  /** Adds the levels of some rows as a data page of version 1 begins: their length in four bytes, and themselves. */
  write(out: GrowingBytes, from = 0, to = this.rows): void {
    const start = out.take(4);
    writeHybrid(out, this.#levels, from, to, 1);
    out.buffer.writeUInt32LE(out.length - start - 4, start);
  }

  clear(): void {
    this.rows = 0;
    this.count = 0;
  }
}
