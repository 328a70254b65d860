import { distinctNames } from '../../core/ground/distinct-names.ts';
import { idOfForm } from '../../core/model/form-ref.ts';
import type { PullFormState } from '../../core/model/pull.ts';
import { originName } from '../../core/store/origins.ts';

/** Returns the forms of a pull. Forms with the same title get the name of their source too. */
export function namedForms(forms: readonly PullFormState[]): readonly PullFormState[] {
  const names = distinctNames(
    forms.map((form) => ({
      id: idOfForm(form),
      name: form.title,
      marks: [originName({ source: form.source, place: null }), form.formId],
    })),
  );
  return forms.map((form) => ({ ...form, title: names.get(idOfForm(form)) ?? form.title }));
}
