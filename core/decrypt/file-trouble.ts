import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isFileError } from '../ground/file-error.ts';
import { isFileRefused } from '../ground/file-name.ts';
import { rmSync, writeFileSync } from '../ground/patient-files.ts';
import { problemData } from '../ground/problem-data.ts';
import type { SubmissionProblem } from '../model/opened.ts';
import { temporaryName } from './temporary-name.ts';

/**
 * After one of these errors no submission can be stored (the disk is full or read-only, or the computer has
 * no free file handles or memory). The run ends.
 */
const ENDS_THE_RUN = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE', 'ENOMEM']);

/**
 * Returns the file system's code when an error concerns only one file: a name that the disk does not accept,
 * a file that a virus scanner removed or holds, a damaged sector. The submission of this file then gets the
 * problem, and the other submissions go on. Returns null when the run must end, because the disk is full or
 * the workspace accepts no files (this function tries to write one). Returns null for every other kind of
 * error, too.
 */
export function fileTrouble(error: unknown, filesFolder: string): string | null {
  if (!isFileError(error)) return null;
  if (isFileRefused(error)) return error.code;
  return ENDS_THE_RUN.has(error.code) || !takesFiles(filesFolder) ? null : error.code;
}

/** Whether a folder accepts a file. Called only after an error. */
function takesFiles(folder: string): boolean {
  const path = join(folder, temporaryName('try'));
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path, 'try', { mode: 0o600 });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(path, { force: true });
  }
}

/** The problem of a file that could not be read or written. Takes its name and the file system's code. */
export function fileProblem(file: string, code: string): SubmissionProblem {
  const isRefused = isFileRefused(Object.assign(new Error(), { code }));
  const problem = isRefused
    ? problemData('submission.file_refused', { file })
    : problemData('submission.file_failed', { file, error: code });
  return { ...problem, file };
}

/** The problem of a submission that met a bug of Attaché. */
export function bugProblem(): SubmissionProblem {
  return { ...problemData('submission.unexpected', {}), file: null };
}
