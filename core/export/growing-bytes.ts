/** Bytes that are put one after the other into memory that grows. After `clear` the memory is used again. */
export class GrowingBytes {
  buffer: Buffer;
  /** How many bytes there are. */
  length = 0;

  /** Takes how many bytes are expected. */
  constructor(expected = 256) {
    this.buffer = Buffer.allocUnsafe(expected);
  }

  /** Makes room for so many more bytes, and returns where they begin. They count as there. */
  take(bytes: number): number {
    const start = this.length;
    this.reserve(bytes);
    this.length += bytes;
    return start;
  }

  /** Makes room for so many more bytes, which the caller adds to `length` when they are there. */
  reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.buffer.length));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }

  byte(byte: number): void {
    this.reserve(1);
    this.buffer[this.length++] = byte;
  }

  add(bytes: Uint8Array): void {
    // Making room may replace the buffer.
    const start = this.take(bytes.length);
    this.buffer.set(bytes, start);
  }

  /** Adds a whole number of 0 or more, seven bits in a byte, the lowest first (ULEB128). */
  varint(number: number): void {
    let rest = number;
    while (rest > 127) {
      this.byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** The bytes themselves, until more are put. */
  bytes(from = 0, to = this.length): Buffer {
    return this.buffer.subarray(from, to);
  }

  clear(): void {
    this.length = 0;
  }
}
