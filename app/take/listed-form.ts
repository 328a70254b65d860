import { type FormOfSource, idOfForm } from '../../core/model/form-ref.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/**
 * Returns the form under which a source lists this form. It is the form itself, or the nameless form (form ID
 * '') when the source lists no forms by name, as with loose envelopes, where only the submissions name their
 * forms. Choices and settings are stored under the listed form.
 */
export function listedForm(workspace: Pick<Workspace, 'sourceForms'>, form: FormOfSource): FormOfSource {
  const { source, formId } = form;
  const isListed = workspace.sourceForms.find(source, formId) !== null;
  const hasNameless = workspace.sourceForms.find(source, '') !== null;
  return isListed || !hasNameless ? { source, formId } : { source, formId: '' };
}

/** The same for several forms, each once. */
export function listedForms(
  workspace: Pick<Workspace, 'sourceForms'>,
  forms: readonly FormOfSource[],
): readonly FormOfSource[] {
  const listed = forms.map((form) => listedForm(workspace, form));
  return [...new Map(listed.map((form) => [idOfForm(form), form])).values()];
}
