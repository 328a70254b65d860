import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isFileError } from '../core/ground/file-error.ts';
import { flushFolder } from '../core/ground/flush-to-disk.ts';
import { statsAt } from '../core/ground/own-files.ts';
import { openSync, rmSync } from '../core/ground/patient-files.ts';
import { Problem } from '../core/ground/problem.ts';
import { Secret } from '../core/ground/secret.ts';

/** A file with a code has a few lines. */
const LARGEST = 4096;

/**
 * Looks whether the file can be made, before anything else is made. Makes nothing yet: a kill leaves no file without
 * a code. Throws `usage.code_file_exists` when there is anything of that name, and `usage.code_file_unwritable`.
 */
export function reserveCodeFile(given: string): CodeFile {
  const path = resolve(given);
  if (statsAt(path) !== undefined) throw new Problem('usage.code_file_exists', { file: path });
  refuseUnwritable(path);
  return new CodeFile(path, false);
}

/**
 * The same for work that is run again after a stop or a kill. The file may be there if it has the code that the
 * earlier run has written: `isOurs` knows it.
 */
export async function reserveCodeFileAgain(
  given: string,
  isOurs: (code: Secret) => Promise<boolean>,
): Promise<CodeFile> {
  const path = resolve(given);
  const code = codeIn(path);
  if (code === null || !(await isOurs(code))) return reserveCodeFile(given);
  refuseUnwritable(path);
  return new CodeFile(path, true);
}

function refuseUnwritable(path: string): void {
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** A new file for a code that is shown only once. Its owner alone can read it. */
export class CodeFile {
  readonly path: string;
  readonly #replaces: boolean;
  #isWritten = false;

  constructor(path: string, replaces: boolean) {
    this.path = path;
    this.#replaces = replaces;
  }

  /**
   * Writes what the code is, a line each, and the code as the last line. Throws `usage.code_file_exists` and
   * `usage.code_file_unwritable`; then there is no file.
   */
  write(about: readonly string[], code: Secret): void {
    let handle: number;
    try {
      handle = openSync(this.path, this.#replaces ? 'w' : 'wx', 0o600);
    } catch (error) {
      if (isFileError(error) && error.code === 'EEXIST') {
        throw new Problem('usage.code_file_exists', { file: this.path });
      }
      throw unwritable(this.path, error);
    }
    this.#isWritten = true;
    try {
      try {
        fchmodSync(handle, 0o600);
        writeSync(handle, `${about.join('\n')}\n\n${code.reveal()}\n`);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      flushFolder(dirname(this.path));
    } catch (error) {
      this.discard();
      throw unwritable(this.path, error);
    }
  }

  /** Removes what `write` has written: nothing was made that needs the code. */
  discard(): void {
    if (this.#isWritten) rmSync(this.path, { force: true });
    this.#isWritten = false;
  }
}

/** The last line of a small file; null when it cannot be read. */
function codeIn(path: string): Secret | null {
  let handle: number | null = null;
  try {
    if (statsAt(path)?.isFile() !== true) return null;
    handle = openSync(path, 'r');
    const size = fstatSync(handle).size;
    if (size > LARGEST) return null;
    const bytes = Buffer.alloc(size);
    readSync(handle, bytes, 0, size, 0);
    return new Secret(bytes.toString('utf8').trimEnd().split('\n').at(-1) ?? '');
  } catch {
    return null;
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

function unwritable(file: string, error: unknown): unknown {
  if (!isFileError(error)) return error;
  return new Problem('usage.code_file_unwritable', { file, error: error.code }, { cause: error });
}
