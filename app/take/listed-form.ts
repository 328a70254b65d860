import { type FormOfSource, idOfForm } from '../../core/model/form-ref.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/**
 * The form under which a source lists this form: itself, or the nameless one where the source lists none of its own, as
 * in loose envelopes, whose forms only the submissions name. Choices and settings are kept under that.
 */
export function listedForm(workspace: Pick<Workspace, 'sourceForms'>, form: FormOfSource): FormOfSource {
  const { source, formId } = form;
  const isListed = workspace.sourceForms.find(source, formId) !== null;
  const hasNameless = workspace.sourceForms.find(source, '') !== null;
  return isListed || !hasNameless ? { source, formId } : { source, formId: '' };
}

/** The same of several forms, each once. */
export function listedForms(
  workspace: Pick<Workspace, 'sourceForms'>,
  forms: readonly FormOfSource[],
): readonly FormOfSource[] {
  const listed = forms.map((form) => listedForm(workspace, form));
  return [...new Map(listed.map((form) => [idOfForm(form), form])).values()];
}
