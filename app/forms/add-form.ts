import { basename } from 'node:path';
import { type AddFormParts, addFormFile, readFormFile } from '../../core/pull/add-form.ts';

/**
 * Adds a form definition from a file, and reads the submissions of the form again. Returns its form ID and
 * version, and how many submissions were read again. Throws `form.*` problems.
 */
export async function addForm(
  workspace: AddFormParts,
  path: string,
  now: Date,
): ReturnType<typeof addFormFile> {
  return addFormFile(workspace, await readFormFile(path), basename(path), now);
}
