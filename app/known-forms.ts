import { formUnknown } from '../core/problems/form-unknown.ts';
import type { Source } from '../core/source/source.ts';
import type { Workspace } from '../core/workspace.ts';

/**
 * Does nothing when the workspace knows all these forms: by a definition, a submission, or a list of a source. Throws
 * `usage.form_unknown`, which names the forms that are there, for the first that it does not know. Null is all forms.
 */
export function requireForms(workspace: Workspace, formIds: readonly string[] | null): void {
  if (formIds === null) return;
  const known = formsIn(workspace);
  for (const form of formIds) if (!known.has(form)) throw formUnknown(form, 'this workspace', known);
}

/** The IDs of the forms that a workspace knows. */
export function formsIn({ forms, queries, sourceForms }: Workspace): ReadonlySet<string> {
  const ids = [
    ...forms.all().map(({ model }) => model.formId),
    ...queries.counts().map(({ formId }) => formId),
    ...sourceForms.all().map(({ formId }) => formId),
  ];
  return new Set(ids.flatMap((id) => (id === null || id === '' ? [] : [id])));
}

/**
 * The same source, told of each list of its forms that is read: their IDs, or null when the list cannot tell, because
 * only the submissions name their forms.
 */
export function tellingForms(source: Source, onForms: (ids: ReadonlySet<string> | null) => void): Source {
  const listForms: Source['listForms'] = async (signal) => {
    const forms = await source.listForms(signal);
    const ids = new Set(forms.map(({ formId }) => formId));
    onForms(ids.has('') || source.isFormListPartial?.() === true ? null : ids);
    return forms;
  };
  // All else is the source's own, whatever a source may be able to do.
  return new Proxy(source, {
    get: (target, name) => {
      if (name === 'listForms') return listForms;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/**
 * The same source, whose list of forms fails with `usage.form_unknown` where it lacks one that was asked for. `place` is
 * what the source is called. Null is all forms.
 */
export function requiringForms(source: Source, place: string, formIds: readonly string[] | null): Source {
  if (formIds === null) return source;
  return tellingForms(source, (ids) => {
    const missing = ids === null ? undefined : formIds.find((form) => !ids.has(form));
    if (ids !== null && missing !== undefined) throw formUnknown(missing, place, ids);
  });
}
