import type { Choice, FormField } from '../model/form.ts';

/**
 * The choices of a question, without repeated values. Null when the form does not list all of them, because
 * they come from a file that is not here or from answers, or when the question has none. All code that shows,
 * labels or splits answers gets the choices here.
 */
export function choicesOf({ choices }: Pick<FormField, 'choices'>): readonly Choice[] | null {
  if (choices === null) return null;
  const seen = new Map<string, Choice>();
  for (const choice of choices) if (!seen.has(choice.value)) seen.set(choice.value, choice);
  return [...seen.values()];
}
