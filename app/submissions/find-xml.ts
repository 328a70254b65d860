import { Problem } from '../../core/ground/problem.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { type KnownFormParts, requireForms } from '../forms/known-forms.ts';

/**
 * Returns the decrypted XML of the submission with this instance ID that was stored last, and how many
 * submissions have this ID. Takes the form ID, for the case that several forms have such a submission. Throws
 * `usage.form_unknown`, `usage.submission_unknown`, and `usage.submission_in_forms` when several forms have
 * one and no form is named.
 */
export function findXml(
  workspace: KnownFormParts & Pick<Workspace, 'submissionList'>,
  instanceId: string,
  formId: string | null,
) {
  requireForms(workspace, formId === null ? null : [formId]);
  const all = workspace.submissionList.xmlOf(instanceId);
  const found = formId === null ? all : all.filter((one) => one.formId === formId);
  const [newest] = found;
  if (newest === undefined) throw new Problem('usage.submission_unknown', { instanceId });
  const forms = [...new Set(found.map((one) => one.formId ?? '?'))].sort();
  if (forms.length > 1) {
    throw new Problem('usage.submission_in_forms', { instanceId, forms: forms.join(', ') });
  }
  return { newest, count: found.length };
}
