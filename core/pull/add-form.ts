import { readFile } from 'node:fs/promises';
import { Problem } from '../ground/problem.ts';
import type { FormModel } from '../model/form.ts';
import { publicKeyFingerprint } from '../model/key.ts';
import type { Workspace } from '../store/workspace.ts';
import { parseForm } from '../xform/parse-form.ts';
import { type RecordParts, readingOf, rereadWithForms } from './reread.ts';

/** The parts of a workspace that adding a form definition needs. */
export type AddFormParts = RecordParts &
  Pick<Workspace, 'makeViews' | 'sourceForms' | 'submissionCounts' | 'submissions'>;

/**
 * Reads a file that a user chose as a form definition. Throws `form.no_file` for a file that cannot be read.
 */
export async function readFormFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Problem('form.no_file', { file: path }, { cause });
  }
}

/**
 * Stores a form definition that the user has as a file, for a form whose definition no server sends any more.
 * Then reads again the submissions that came without it.
 * Takes the file's bytes and its name. Returns the form, and how many submissions were read again. Throws
 * `form.*` problems.
 */
export async function addFormFile(
  workspace: AddFormParts,
  bytes: Uint8Array,
  file: string,
  now: Date,
): Promise<{ readonly formId: string; readonly version: string; readonly read: number }> {
  const written = parseForm(bytes, file);
  const model = { ...written, formId: idOf(written, workspace) };
  const fingerprint = model.publicKey === null ? null : publicKeyFingerprint(model.publicKey);
  const at = now.toISOString();
  const before = readingOf(workspace);
  workspace.transaction(() => {
    workspace.forms.put(bytes, model, fingerprint, { id: 0, at });
    workspace.submissions.clearOfForm(model.formId, 'form.not_given');
  });
  const read = await rereadWithForms(workspace, before);
  workspace.makeViews();
  return { formId: model.formId, version: model.version ?? '', read };
}

/**
 * The ID of the form that a definition belongs to. A file that somebody downloads from KoboToolbox has an ID
 * made from the title. There, the root element of the answers has the form's real ID as its name
 * (`server-apis` §4.4).
 */
function idOf(
  { formId, rootName }: FormModel,
  { forms, submissionCounts, sourceForms }: Pick<Workspace, 'forms' | 'sourceForms' | 'submissionCounts'>,
): string {
  const known = new Set([
    ...forms.faces().map((face) => face.formId),
    ...submissionCounts.byForm().map((count) => count.formId),
    ...sourceForms.all().map((form) => form.formId),
  ]);
  // `data` is the default name of a root element, so it identifies no form.
  const isCalled = rootName !== 'data' && known.has(rootName);
  return !known.has(formId) && isCalled ? rootName : formId;
}
