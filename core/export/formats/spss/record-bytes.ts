const FIRST_SIZE = 1 << 16;
const SPACE = 0x20;

/** Bytes that grow while records are added to them. Everything is little-endian, all texts are UTF-8. */
export class RecordBytes {
  #bytes = Buffer.allocUnsafe(FIRST_SIZE);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  int(...numbers: readonly number[]): this {
    this.#room(numbers.length * 4);
    for (const number of numbers) this.#length = this.#bytes.writeInt32LE(number, this.#length);
    return this;
  }

  long(number: number): this {
    this.#room(8);
    this.#length = this.#bytes.writeBigInt64LE(BigInt(number), this.#length);
    return this;
  }

  double(number: number): this {
    this.#room(8);
    this.#length = this.#bytes.writeDoubleLE(number, this.#length);
    return this;
  }

  byte(number: number): this {
    this.#room(1);
    this.#length = this.#bytes.writeUInt8(number, this.#length);
    return this;
  }

  /** A text as it is. */
  text(text: string): this {
    this.#room(Buffer.byteLength(text));
    this.#length += this.#bytes.write(text, this.#length);
    return this;
  }

  /** A text with spaces behind it. Throws a RangeError when it has more bytes than the field. */
  field(text: string, width: number): this {
    const length = Buffer.byteLength(text);
    if (length > width) throw new RangeError(`a text of ${length} bytes in a field of ${width}`);
    return this.text(text).fill(width - length);
  }

  /** A number of bytes, spaces unless another is given. */
  fill(count: number, byte = SPACE): this {
    this.#room(count);
    this.#bytes.fill(byte, this.#length, this.#length + count);
    this.#length += count;
    return this;
  }

  add(bytes: Uint8Array): this {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** What has been added. It shares memory with this object. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #room(count: number): void {
    const wanted = this.#length + count;
    if (wanted <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(wanted, this.#bytes.length * 2));
    larger.set(this.bytes());
    this.#bytes = larger;
  }
}
