import { distinctNames } from '../ground/distinct-names.ts';
import type { Forms } from './forms.ts';
import { type Origins, originName } from './origins.ts';

/**
 * The names of the forms that are here, by form ID. A name is the title of the newest definition. Where
 * several forms have that title, the name also has the form's source, its version, or its ID.
 */
export function formNames(forms: Forms, origins: Origins): ReadonlyMap<string, string> {
  // The newest definition comes first.
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
