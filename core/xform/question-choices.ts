import type { Choice, FormField } from '../model/form.ts';

/**
 * The choices of a question, without repeated values; null when the form does not say all of them: they come from a
 * file, from `search()` or from answers. Whoever shows, labels or splits answers asks here and nowhere else.
 */
export function choicesOf({ choices }: Pick<FormField, 'choices'>): readonly Choice[] | null {
  if (choices === null) return null;
  const seen = new Map<string, Choice>();
  for (const choice of choices) if (!seen.has(choice.value)) seen.set(choice.value, choice);
  return [...seen.values()];
}
