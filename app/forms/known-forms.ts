import { formUnknown, type KnownForm } from '../../core/ground/problems/form-unknown.ts';
import type { ListedForms } from '../../core/pull/list-forms.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/** The parts of a workspace from which its forms are known. */
export type KnownFormParts = Pick<Workspace, 'forms' | 'sourceForms' | 'submissionCounts'>;

/**
 * Checks that the workspace knows these forms: by a definition, a submission, or a list of a source. Null:
 * all forms. For the first unknown form it throws `usage.form_unknown`, which names the known ones.
 */
export function requireForms(workspace: KnownFormParts, formIds: readonly string[] | null): void {
  if (formIds === null) return;
  const known = formsIn(workspace);
  const ids = new Set(known.map(({ formId }) => formId));
  for (const form of formIds) if (!ids.has(form)) throw formUnknown(form, 'this workspace', known);
}

/** Returns the forms that a workspace knows. */
export function formsIn({ forms, submissionCounts, sourceForms }: KnownFormParts): readonly KnownForm[] {
  const all: KnownForm[] = [
    ...forms.all().map(({ model }) => ({ formId: model.formId, title: model.title })),
    ...submissionCounts.byForm().flatMap(({ formId }) => (formId === null ? [] : [{ formId, title: null }])),
    ...sourceForms.all(),
  ];
  return all.filter(({ formId }) => formId !== '');
}

/**
 * Returns the forms that a source lists or has listed before; null when the list does not show it, because
 * only the submissions name their forms.
 */
export function toldForms({ forms, unlisted }: ListedForms): readonly KnownForm[] | null {
  if (forms.some(({ formId }) => formId === '')) return null;
  return [...forms.map(({ formId, name }) => ({ formId, title: name })), ...unlisted];
}

/**
 * Returns a check of the forms that a source lists. It throws `usage.form_unknown` for a form of `formIds`
 * that the source does not list and never listed. `place` is the name of the source. Null: all forms.
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
