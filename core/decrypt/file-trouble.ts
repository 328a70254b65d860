import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isFileError } from '../ground/file-error.ts';
import { isFileRefused } from '../ground/file-name.ts';
import { rmSync, writeFileSync } from '../ground/patient-files.ts';
import { problemData } from '../ground/problem.ts';
import type { SubmissionProblem } from '../model/opened.ts';
import { temporaryName } from './temporary-name.ts';

/** The disk is full or takes nothing: no submission can be stored there, so that the run ends. */
const ENDS_THE_RUN = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE', 'ENOMEM']);

/**
 * The file system's code for what went wrong with one file, so that it is the problem of its submission and of no other:
 * a name that the disk does not take, a file that a virus scanner has removed or holds, a damaged sector. Null where the
 * run must end, because the disk is full or the workspace takes no files, which is tried then; and for any other error.
 */
export function fileTrouble(error: unknown, filesFolder: string): string | null {
  if (!isFileError(error)) return null;
  if (isFileRefused(error)) return error.code;
  return ENDS_THE_RUN.has(error.code) || !takesFiles(filesFolder) ? null : error.code;
}

/** Tried only when something has gone wrong. */
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

/** What is told of a file that could not be read or written. Takes its name and the file system's code. */
export function fileProblem(file: string, code: string): SubmissionProblem {
  const isRefused = isFileRefused(Object.assign(new Error(), { code }));
  const problem = isRefused
    ? problemData('submission.file_refused', { file })
    : problemData('submission.file_failed', { file, error: code });
  return { ...problem, file };
}

/** What is told of a submission on which a bug of ours was met. */
export function bugProblem(): SubmissionProblem {
  return { ...problemData('submission.unexpected', {}), file: null };
}
