import { closeSync, writeSync } from 'node:fs';
import { openSync } from '../../../ground/patient-files.ts';
import { GrowingBytes } from '../../growing-bytes.ts';

/** So many bytes are collected before they are written. */
const CHUNK = 1024 * 1024;

/** The bytes of a file, written from its start to its end. All methods throw the file system's errors. */
export class FileBytes {
  readonly #handle: number;
  readonly #waiting = new GrowingBytes();
  #written = 0;
  #isOpen = true;

  /** Takes the path of an existing file. */
  constructor(path: string) {
    this.#handle = openSync(path, 'r+');
  }

  /** How many bytes there are so far. */
  get length(): number {
    return this.#written + this.#waiting.length;
  }

  add(bytes: Uint8Array): void {
    this.#waiting.add(bytes);
    if (this.#waiting.length >= CHUNK) this.flush();
  }

  flush(): void {
    const bytes = this.#waiting.bytes();
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#handle, bytes, done);
    this.#written += bytes.length;
    this.#waiting.clear();
  }

  /** May be called more than once. */
  close(): void {
    if (this.#isOpen) closeSync(this.#handle);
    this.#isOpen = false;
  }
}
