import { closeSync, fchmodSync, fsyncSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isFileError } from '../core/ground/file-error.ts';
import { flushFolder } from '../core/ground/flush-to-disk.ts';
import { openSync, rmSync } from '../core/ground/patient-files.ts';
import { Problem } from '../core/ground/problem.ts';
import type { Secret } from '../core/ground/secret.ts';

/** A new file for a code that is shown only once. Its owner alone can read it. */
export interface CodeFile {
  readonly path: string;
  /** Writes what the code is, a line each, and the code as the last line. Throws `usage.code_file_unwritable`. */
  write(about: readonly string[], code: Secret): void;
  /** Removes the file: nothing was made that needs the code. */
  discard(): void;
}

/**
 * Makes the file, before anything else is made. Throws `usage.code_file_exists` when there is anything of that
 * name, and `usage.code_file_unwritable`.
 */
export function reserveCodeFile(given: string): CodeFile {
  const path = resolve(given);
  let handle: number;
  try {
    handle = openSync(path, 'wx', 0o600);
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw error.code === 'EEXIST'
      ? new Problem('usage.code_file_exists', { file: path })
      : unwritable(path, error);
  }
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(handle);
    isOpen = false;
  };
  return {
    path,
    write: (about, code) => {
      try {
        fchmodSync(handle, 0o600);
        writeSync(handle, `${about.join('\n')}\n\n${code.reveal()}\n`);
        fsyncSync(handle);
        close();
        flushFolder(dirname(path));
      } catch (error) {
        throw isFileError(error) ? unwritable(path, error) : error;
      }
    },
    discard: () => {
      close();
      rmSync(path, { force: true });
    },
  };
}

function unwritable(file: string, error: NodeJS.ErrnoException): Problem {
  return new Problem('usage.code_file_unwritable', { file, error: error.code ?? '' }, { cause: error });
}
