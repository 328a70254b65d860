import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  readSync,
  writeSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { statsAt } from '../ground/own-files.ts';
import { copyFileSync, openSync, renameSync, rmSync } from '../ground/patient-files.ts';
import { Problem } from '../ground/problem.ts';
import { temporaryPath } from './temp-files.ts';

/**
 * One file of an export. It is written in the same folder under a temporary name. Nothing is visible before
 * `commit`. Until then, `discard` removes it. Formats that write files build their sinks on it.
 */
export class StagedFile {
  readonly #target: string;
  readonly #temporary: string;
  readonly #handle: number;
  #open = true;

  /** Starts empty or, to append, with the content of the existing file. Takes the absolute path. */
  constructor(path: string, isAppended: boolean) {
    this.#target = path;
    this.#temporary = temporaryPath(dirname(path));
    if (isAppended) {
      copyFileSync(this.#target, this.#temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      const { mode } = lstatSync(this.#temporary);
      chmodSync(this.#temporary, mode | 0o600);
      this.#handle = openSync(this.#temporary, 'a+', 0o600);
    } else {
      this.#handle = openSync(this.#temporary, 'wx', 0o600);
    }
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
    try {
      renameSync(this.#temporary, this.#target);
    } catch (cause) {
      if (statsAt(this.#target)?.isDirectory() !== true) throw cause;
      throw new Problem('export.file_in_the_way', { file: basename(this.#target) }, { cause });
    }
  }

  /** Removes the file if it was not committed. */
  discard(): void {
    this.#close();
    rmSync(this.#temporary, { force: true });
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#handle);
  }
}
