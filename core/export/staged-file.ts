import { closeSync, fstatSync, fsyncSync, readSync, writeSync } from 'node:fs';
import { openSync } from '../ground/patient-files.ts';
import { StagedPath } from './staged-path.ts';

/**
 * One file of an export. It is written in the same folder under a temporary name. Nothing is visible before
 * `commit`. Until then, `discard` removes it. Formats that write bytes build their sinks on it.
 */
export class StagedFile {
  readonly #place: StagedPath;
  readonly #handle: number;
  #open = true;

  /** Starts empty or, to append, with the content of the existing file. Takes the absolute path. */
  constructor(path: string, isAppended: boolean) {
    this.#place = new StagedPath(path, isAppended);
    this.#handle = openSync(this.#place.temporary, 'a+', 0o600);
  }

  /** Where the file is before `commit`. */
  get temporary(): string {
    return this.#place.temporary;
  }

  /** Returns the last byte of the file; null when it is empty. */
  lastByte(): number | null {
    const { size } = fstatSync(this.#handle);
    const last = Buffer.alloc(1);
    return size === 0 || readSync(this.#handle, last, 0, 1, size - 1) === 0 ? null : (last[0] ?? null);
  }

  /** Adds bytes at the end. */
  write(bytes: Uint8Array): void {
    let written = 0;
    while (written < bytes.length) written += writeSync(this.#handle, bytes, written);
  }

  /** After this everything is on the disk, still under the temporary name. */
  finish(): void {
    fsyncSync(this.#handle);
    this.#close();
  }

  /** Renames the finished file to its name. Throws a Problem when a folder has taken that name. */
  commit(): void {
    this.#place.commit();
  }

  /** Removes the file if it was not committed. */
  discard(): void {
    this.#close();
    this.#place.discard();
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#handle);
  }
}
