import { closeSync, writeSync } from 'node:fs';
import { openSync } from '../../../ground/patient-files.ts';

const SIZE = 256 * 1024;

/**
 * Writes a binary file from its beginning to its end, through one buffer that is used again. Integers are
 * little-endian.
 */
export class FileBytes {
  readonly #handle: number;
  #end = 0;
  #flushed = 0;
  /** What has not reached the file yet. Bytes behind its end are 0. */
  readonly buffer = Buffer.alloc(SIZE);

  /** Takes the path of an empty file. */
  constructor(path: string) {
    this.#handle = openSync(path, 'r+');
  }

  /** How many bytes there are so far. */
  get position(): number {
    return this.#flushed + this.#end;
  }

  /**
   * Makes room for so many bytes, at most 256 KB. Returns where they begin in `buffer`. All of them are 0.
   */
  room(bytes: number): number {
    if (this.#end + bytes > SIZE) this.#flush();
    const at = this.#end;
    this.#end += bytes;
    return at;
  }

  bytes(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; done += SIZE) {
      const part = bytes.subarray(done, done + SIZE);
      const at = this.room(part.length);
      this.buffer.set(part, at);
    }
  }

  text(text: string): void {
    this.bytes(Buffer.from(text));
  }

  /** A text in a field of fixed width, with zeros behind it. It must be shorter than the field. */
  field(text: string, width: number): void {
    const at = this.room(width);
    this.buffer.write(text, at, width - 1, 'utf8');
  }

  u8(number: number): void {
    const at = this.room(1);
    this.buffer.writeUInt8(number, at);
  }

  u16(number: number): void {
    const at = this.room(2);
    this.buffer.writeUInt16LE(number, at);
  }

  u32(number: number): void {
    const at = this.room(4);
    this.buffer.writeUInt32LE(number, at);
  }

  i32(number: number): void {
    const at = this.room(4);
    this.buffer.writeInt32LE(number, at);
  }

  u64(number: number): void {
    const at = this.room(8);
    this.buffer.writeBigUInt64LE(BigInt(number), at);
  }

  /** Writes everything, and replaces bytes that are already there. */
  patch(at: number, bytes: Uint8Array): void {
    this.#flush();
    writeAll(this.#handle, bytes, at);
  }

  /** Writes what is left and closes the file. */
  close(): void {
    try {
      this.#flush();
    } finally {
      closeSync(this.#handle);
    }
  }

  #flush(): void {
    const whole = this.buffer.subarray(0, this.#end);
    writeAll(this.#handle, whole, this.#flushed);
    this.#flushed += this.#end;
    this.#end = 0;
    whole.fill(0);
  }
}

function writeAll(handle: number, bytes: Uint8Array, at: number): void {
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(handle, bytes, written, bytes.length - written, at + written);
  }
}
