import type { Choice, FormField, FormNode, Labels } from '../model/form.ts';
import { choicesOf } from './question-choices.ts';

/**
 * Returns the text of a label in a language. If it has no translation there, returns the text of the first of
 * the form's languages that has one (the default language comes first), else of any language, else null.
 * Takes the wanted language, or null for the default.
 */
export function labelIn(
  labels: Labels,
  language: string | null,
  languages: readonly string[],
): string | null {
  for (const wanted of [language, '', ...languages, ...Object.keys(labels)]) {
    const label = wanted !== null && Object.hasOwn(labels, wanted) ? labels[wanted] : undefined;
    if (label !== undefined && label !== '') return label;
  }
  return null;
}

/** A field's, group's or repeat's label, as `labelIn` finds it, or its name when it has none. */
export function nodeLabel(node: FormNode, language: string | null, languages: readonly string[]): string {
  return labelIn(node.labels, language, languages) ?? node.name;
}

/** A choice's label, as `labelIn` finds it, or its value when it has none. */
export function choiceLabel(choice: Choice, language: string | null, languages: readonly string[]): string {
  return labelIn(choice.labels, language, languages) ?? choice.value;
}

/**
 * Labels of a field's choices by value. Empty when its choices are not known. If a value is repeated, the
 * first counts.
 */
export function choiceLabels(
  field: FormField,
  language: string | null,
  languages: readonly string[],
): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const choice of choicesOf(field) ?? []) {
    labels.set(choice.value, choiceLabel(choice, language, languages));
  }
  return labels;
}
