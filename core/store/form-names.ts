import { distinctNames } from '../ground/distinct-names.ts';
import type { Forms } from './forms.ts';
import { type Origins, originName } from './origins.ts';

/**
 * What the forms that are here are called, by their IDs: by the title of their newest definition and, where several have
 * that title, also by where they are filled from, by their version, or by their ID.
 */
export function formNames(forms: Forms, origins: Origins): ReadonlyMap<string, string> {
  // The newest comes first.
  const newest = new Map(
    forms
      .faces()
      .map((face) => [face.formId, face] as const)
      .reverse(),
  );
  const titles = Map.groupBy(newest.values(), ({ title }) => title.trim().toLowerCase());
  return distinctNames(
    [...newest.values()].map(({ formId, title, version }) => {
      const isAlone = titles.get(title.trim().toLowerCase())?.length === 1;
      const from = isAlone ? null : origins.of(formId).map(originName).join('; ');
      return { id: formId, name: title, marks: [from, version] };
    }),
  );
}
