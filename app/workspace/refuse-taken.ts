import { readdirSync } from 'node:fs';
import { isFileError } from '../../core/ground/file-error.ts';
import { Problem } from '../../core/ground/problem.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';

/** What may lie in an empty folder: what we left when we were killed, and what file managers leave. */
const NOTHING = /^(open\.lock(-journal)?|open|workspace\.key\.json\.next|\.DS_Store|desktop\.ini)$/;

/** Throws `workspace.folder_taken` unless a new workspace can be made in this folder. */
export function refuseTaken(folder: string): void {
  try {
    if (readdirSync(folder).every((name) => NOTHING.test(name))) return;
  } catch (error) {
    if (isFileError(error) && error.code === 'ENOENT') return;
    throw storeProblem(error, folder);
  }
  throw new Problem('workspace.folder_taken', { folder });
}
