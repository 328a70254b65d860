import { publicKeyFingerprint } from '../../keys/fingerprint.ts';
import type { Workspace } from '../workspace.ts';
import { parseForm } from '../xform/parse-form.ts';
import { readingOf, rereadWithForms } from './reread.ts';

/**
 * Keeps a form definition that the user has as a file, where no server gives it any more, and reads the submissions
 * again that came without it. Takes the file's bytes. Returns the form, and how many submissions were read again.
 * Throws `form.*` problems.
 */
export async function addFormFile(
  workspace: Workspace,
  bytes: Uint8Array,
  now: Date,
): Promise<{ readonly formId: string; readonly version: string; readonly read: number }> {
  const model = parseForm(bytes, 'form.xml');
  const fingerprint = model.publicKey === null ? null : publicKeyFingerprint(model.publicKey);
  const at = now.toISOString();
  const before = readingOf(workspace);
  workspace.transaction(() => workspace.forms.put(bytes, model, fingerprint, { id: 0, at }));
  const read = await rereadWithForms(workspace, before);
  workspace.makeViews();
  return { formId: model.formId, version: model.version ?? '', read };
}
