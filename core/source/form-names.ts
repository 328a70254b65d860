import { distinctNames } from '../ground/distinct-names.ts';
import type { FormRef } from '../model/form-ref.ts';

/** Where a form belongs, as its server says it: tells forms of one name apart. Null if the server does not say. */
export interface FormHome {
  readonly project: string | null;
  readonly owner: string | null;
}

/** The forms of a list, with names made different by project, owner or version, or else by form ID. */
export function withDistinctNames(
  forms: readonly FormRef[],
  homeOf: (form: FormRef) => FormHome = () => ({ project: null, owner: null }),
): readonly FormRef[] {
  const names = distinctNames(
    forms.map((form) => {
      const { project, owner } = homeOf(form);
      return { id: form.formId, name: form.name, marks: [project, owner, form.version] };
    }),
  );
  // A form that is listed in several versions has the name of each.
  const ids = Map.groupBy(forms, ({ formId }) => formId);
  return forms.map((form) => {
    const name = names.get(form.formId);
    return name === undefined || (ids.get(form.formId)?.length ?? 0) > 1 ? form : { ...form, name };
  });
}
