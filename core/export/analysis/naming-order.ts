import type { FormModel } from '../../model/form.ts';

/**
 * Returns the definitions of a form in the order in which they give names and codes: as they came here, and
 * from the oldest version to the newest where several came together. An older version that comes later must
 * not take a name that an earlier export has given. Takes them from the newest version to the oldest.
 */
export function inNamingOrder(models: readonly FormModel[]): FormModel[] {
  return models.toReversed().sort((a, b) => (a.arrival ?? 0) - (b.arrival ?? 0));
}
