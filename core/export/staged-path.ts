import { chmodSync, closeSync, constants, lstatSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { flushToDisk } from '../ground/flush-to-disk.ts';
import { statsAt } from '../ground/own-files.ts';
import { copyFileSync, openSync, renameSync, rmSync } from '../ground/patient-files.ts';
import { Problem } from '../ground/problem.ts';
import { temporaryPath } from './temp-files.ts';

/**
 * The place of one file of an export until it is whole: the same folder, under a temporary name. Nothing is
 * visible before `commit`. Until then, `discard` removes it. Something else writes the content: `StagedFile`
 * for bytes, a database for rows.
 */
export class StagedPath {
  readonly #target: string;
  /** Where the file is before `commit`. */
  readonly temporary: string;

  /** Makes an empty file or, to append, a copy of the existing file. Takes the absolute path. */
  constructor(path: string, isAppended: boolean) {
    this.#target = path;
    this.temporary = temporaryPath(dirname(path));
    if (isAppended) {
      copyFileSync(this.#target, this.temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      const { mode } = lstatSync(this.temporary);
      chmodSync(this.temporary, mode | 0o600);
    } else {
      closeSync(openSync(this.temporary, 'wx', 0o600));
    }
  }

  /** After this everything is on the disk. Nothing may have the file open any more. */
  flush(): void {
    flushToDisk(this.temporary, 'r+');
  }

  /** Renames the finished file to its name. Throws a Problem when a folder has taken that name. */
  commit(): void {
    try {
      renameSync(this.temporary, this.#target);
    } catch (cause) {
      if (statsAt(this.#target)?.isDirectory() !== true) throw cause;
      throw new Problem('export.file_in_the_way', { file: basename(this.#target) }, { cause });
    }
  }

  /** Removes the file if it was not committed. */
  discard(): void {
    rmSync(this.temporary, { force: true });
  }
}
