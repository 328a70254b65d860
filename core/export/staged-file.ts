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
 * One file of an export, written beside its place under a temporary name. Nothing is visible before `commit`; until
 * then `discard` takes it back. The sinks of formats that are files are built on it.
 */
export class StagedFile {
  readonly #target: string;
  readonly #temporary: string;
  readonly #handle: number;
  #open = true;

  /** Begins empty, or (to append) with everything that the existing file holds. Takes the absolute path. */
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

  /** The last byte that the file holds; null of an empty one. */
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

  /** Everything is on the disk after this, still under the temporary name. */
  finish(): void {
    fsyncSync(this.#handle);
    this.#close();
  }

  /** Puts the finished file in its place. Throws a Problem when a folder has come there. */
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
