import { closeSync, readSync, writeSync } from 'node:fs';
import { openSync } from '../ground/patient-files.ts';
import { lockPageOf, pageSizeOf } from './sqlite-header.ts';

/** Pages are written together, up to so many bytes. */
const TOGETHER = 256 * 1024;

/** New pages at the end of a database file that nobody has open. */
export class NewPages {
  readonly size: number;
  /** The bytes of a page that SQLite uses. */
  readonly usable: number;
  readonly #handle: number;
  readonly #lockPage: number;
  readonly #header = Buffer.alloc(100);
  #count: number;
  #kept: Buffer;
  #keptBytes = 0;
  #isOpen = true;

  /** Takes the path of a database that is not encrypted. Throws the file system's errors, as all methods do. */
  constructor(path: string) {
    this.#handle = openSync(path, 'r+');
    readSync(this.#handle, this.#header, 0, 100, 0);
    this.size = pageSizeOf(this.#header);
    this.#lockPage = lockPageOf(this.size);
    this.usable = this.size - this.#header.readUInt8(20);
    this.#count = this.#header.readUInt32BE(28);
    this.#kept = Buffer.alloc(TOGETHER + this.size);
  }

  /** The number that the next page gets. Pages count from 1. */
  get next(): number {
    return this.after(this.#count);
  }

  /** Returns the number of the page after a page. */
  after(number: number): number {
    return number + 1 === this.#lockPage ? number + 2 : number + 1;
  }

  /** Adds a page. Returns its number. */
  add(page: Uint8Array): number {
    if (this.#count + 1 === this.#lockPage) this.#keep(new Uint8Array(this.size));
    this.#keep(page);
    return this.#count;
  }

  /** Writes a page that is already in the file. */
  replace(number: number, page: Uint8Array): void {
    this.#write(page, (number - 1) * this.size);
  }

  /** Says in the file how many pages it has. */
  finish(): void {
    this.#flush();
    const changes = this.#header.readUInt32BE(24) + 1;
    this.#header.writeUInt32BE(changes >>> 0, 24);
    this.#header.writeUInt32BE(this.#count, 28);
    // The count of pages holds only beside this.
    this.#header.writeUInt32BE(changes >>> 0, 92);
    this.#write(this.#header, 0);
    this.close();
  }

  /** May be called more than once. */
  close(): void {
    if (this.#isOpen) closeSync(this.#handle);
    this.#isOpen = false;
  }

  #keep(page: Uint8Array): void {
    this.#kept.set(page, this.#keptBytes);
    this.#keptBytes += page.length;
    this.#count += 1;
    if (this.#keptBytes >= TOGETHER) this.#flush();
  }

  #flush(): void {
    this.#write(this.#kept.subarray(0, this.#keptBytes), this.#count * this.size - this.#keptBytes);
    this.#keptBytes = 0;
  }

  #write(bytes: Uint8Array, at: number): void {
    for (let written = 0; written < bytes.length; )
      written += writeSync(this.#handle, bytes, written, bytes.length - written, at + written);
  }
}
