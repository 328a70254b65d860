import { formUnknown, type KnownForm } from '../../core/ground/problems/form-unknown.ts';
import type { ListedForms } from '../../core/pull/list-forms.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/** The parts of a workspace that know of forms. */
export type KnownFormParts = Pick<Workspace, 'forms' | 'sourceForms' | 'submissionCounts'>;

/**
 * Does nothing when the workspace knows all these forms: by a definition, a submission, or a list of a source. Throws
 * `usage.form_unknown`, which names the forms that are there, for the first that it does not know. Null is all forms.
 */
export function requireForms(workspace: KnownFormParts, formIds: readonly string[] | null): void {
  if (formIds === null) return;
  const known = formsIn(workspace);
  const ids = new Set(known.map(({ formId }) => formId));
  for (const form of formIds) if (!ids.has(form)) throw formUnknown(form, 'this workspace', known);
}

/** The forms that a workspace knows. */
export function formsIn({ forms, submissionCounts, sourceForms }: KnownFormParts): readonly KnownForm[] {
  const all: KnownForm[] = [
    ...forms.all().map(({ model }) => ({ formId: model.formId, title: model.title })),
    ...submissionCounts.byForm().flatMap(({ formId }) => (formId === null ? [] : [{ formId, title: null }])),
    ...sourceForms.all(),
  ];
  return all.filter(({ formId }) => formId !== '');
}

/**
 * The forms that a source lists, and those that it listed before; null when the list cannot tell, because only the
 * submissions name their forms.
 */
export function toldForms({ forms, unlisted }: ListedForms): readonly KnownForm[] | null {
  if (forms.some(({ formId }) => formId === '')) return null;
  return [...forms.map(({ formId, name }) => ({ formId, title: name })), ...unlisted];
}

/**
 * What a run is told of the forms that its source lists: throws `usage.form_unknown` where it lists one of these not,
 * and never did. `place` is what the source is called. Null is all forms.
 */
export function requiringForms(
  place: string,
  formIds: readonly string[] | null,
): (listed: ListedForms) => void {
  return (listed) => {
    const known = formIds === null ? null : toldForms(listed);
    if (known === null) return;
    const missing = formIds?.find((form) => !known.some(({ formId }) => formId === form));
    if (missing !== undefined) throw formUnknown(missing, place, known);
  };
}
