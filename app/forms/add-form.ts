import { basename } from 'node:path';
import { type AddFormParts, addFormFile, readFormFile } from '../../core/pull/add-form.ts';

/**
 * Adds a form definition that the user has as a file, and reads again what it is for. Returns its form ID and version, and
 * how many submissions were read again. Throws `form.*` problems.
 */
export async function addForm(
  workspace: AddFormParts,
  path: string,
  now: Date,
): ReturnType<typeof addFormFile> {
  return addFormFile(workspace, await readFormFile(path), basename(path), now);
}
