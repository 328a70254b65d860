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
import { basename, join } from 'node:path';
import { statsAt } from '../../ground/own-files.ts';
import { copyFileSync, heldFile, openSync, renameSync, rmSync } from '../../ground/patient-files.ts';
import { Problem } from '../../ground/problem.ts';
import { temporaryPath } from '../temp-files.ts';

/** What lies at the place of a file that an export wants to write. */
export type Existing = 'none' | 'same header' | 'other header';

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/**
 * Looks at what is there. Takes the first line as the export would write it; a byte order mark before it makes no other
 * header, so that rows are appended to a file as it is. Throws a Problem when it is a link or a folder, which is
 * neither followed nor replaced.
 */
export function existingAt(path: string, header: string): Existing {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 'none';
  if (!stats.isFile()) throw new Problem('export.file_in_the_way', { file: basename(path) });
  if (stats.size === 0) return 'none';
  const expected = withoutMark(Buffer.from(header));
  const found = Buffer.alloc(expected.length + BYTE_ORDER_MARK.length);
  const handle = openSync(path, 'r');
  try {
    const length = readSync(handle, found, 0, found.length, 0);
    const start = withoutMark(found.subarray(0, length)).subarray(0, expected.length);
    return start.equals(expected) ? 'same header' : 'other header';
  } finally {
    closeSync(handle);
  }
}

/**
 * Makes sure that no other program holds the file, so that it can be replaced. Throws the error of the file system when
 * one does. A file that is not there, or that may be replaced and not written into, is free.
 */
export function checkFree(path: string): void {
  if (statsAt(path)?.isFile() !== true) return;
  try {
    closeSync(openSync(path, 'r+'));
  } catch (error) {
    if (heldFile(error) !== null) throw error;
  }
}

function withoutMark(bytes: Buffer): Buffer {
  const mark = BYTE_ORDER_MARK.length;
  return bytes.subarray(0, mark).equals(BYTE_ORDER_MARK) ? bytes.subarray(mark) : bytes;
}

/** Characters that are gathered before they are written. */
const CHUNK = 64 * 1024;

/**
 * One file of an export, written beside its place under a temporary name. Nothing is visible before `commit`; until
 * then `discard` takes it back.
 */
export class TableFile {
  readonly #target: string;
  readonly #temporary: string;
  readonly #handle: number;
  #waiting: string[] = [];
  #length = 0;
  #open = true;

  /** Begins with the header, or (to append) with everything that the existing file holds. */
  constructor(folder: string, name: string, header: string, append: boolean) {
    this.#target = join(folder, name);
    this.#temporary = temporaryPath(folder);
    if (append) {
      copyFileSync(this.#target, this.#temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      const { mode } = lstatSync(this.#temporary);
      chmodSync(this.#temporary, mode | 0o600);
      this.#handle = openSync(this.#temporary, 'a+', 0o600);
      if (!endsWithLine(this.#handle)) this.write('\n');
    } else {
      this.#handle = openSync(this.#temporary, 'wx', 0o600);
      this.write(header);
    }
  }

  write(text: string): void {
    this.#waiting.push(text);
    this.#length += text.length;
    if (this.#length >= CHUNK) this.#flush();
  }

  /** Everything is on the disk after this, still under the temporary name. */
  finish(): void {
    this.#flush();
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

  #flush(): void {
    const bytes = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#length = 0;
    let written = 0;
    while (written < bytes.length) written += writeSync(this.#handle, bytes, written);
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#handle);
  }
}

function endsWithLine(handle: number): boolean {
  const { size } = fstatSync(handle);
  const last = Buffer.alloc(1);
  readSync(handle, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
