import { readdirSync } from 'node:fs';
import { isFileError } from '../../core/ground/file-error.ts';
import { Problem } from '../../core/ground/problem.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import { isFreeForWorkspace } from '../../core/model/workspace-parts.ts';

/** Throws `workspace.folder_taken` unless a new workspace can be made in this folder. */
export function refuseTaken(folder: string): void {
  try {
    if (isFreeForWorkspace(readdirSync(folder))) return;
  } catch (error) {
    if (isFileError(error) && error.code === 'ENOENT') return;
    throw storeProblem(error, folder);
  }
  throw new Problem('workspace.folder_taken', { folder });
}
