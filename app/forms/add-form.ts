import { basename } from 'node:path';
import { addFormFile, readFormFile } from '../../core/pull/add-form.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/**
 * Adds a form definition that the user has as a file, and reads again what it is for. Returns its form ID and version, and
 * how many submissions were read again. Throws `form.*` problems.
 */
export async function addForm(workspace: Workspace, path: string, now: Date): ReturnType<typeof addFormFile> {
  return addFormFile(workspace, await readFormFile(path), basename(path), now);
}
