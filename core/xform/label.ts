import type { Choice, FormField, FormNode, Labels } from '../model/form.ts';
import { choicesOf } from './question-choices.ts';

/**
 * The text of a label in a language; where it is not translated, in the first of the form's languages that has it (the
 * default comes first), then in any; null when there is none. Takes the wanted language, or null for the default.
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

/** A field's, group's or repeat's label, as `labelIn` finds it; its name when it has none. */
export function nodeLabel(node: FormNode, language: string | null, languages: readonly string[]): string {
  return labelIn(node.labels, language, languages) ?? node.name;
}

/** A choice's label, as `labelIn` finds it; its value when it has none. */
export function choiceLabel(choice: Choice, language: string | null, languages: readonly string[]): string {
  return labelIn(choice.labels, language, languages) ?? choice.value;
}

/** Labels of a field's choices by value; empty when its choices are not known. Of repeated values the first counts. */
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
