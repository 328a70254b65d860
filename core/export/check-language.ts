import { Problem } from '../ground/problem.ts';
import type { FormModel } from '../model/form.ts';

/**
 * Throws a Problem when the form does not have the language whose labels are asked for. Takes the language;
 * undefined: values, and '': the labels of a form without translations.
 */
export function checkLanguage(language: string | undefined, models: readonly FormModel[]): void {
  if (language === undefined) return;
  const known = [...new Set(models.flatMap((model) => model.languages))];
  if (known.includes(language) || (known.length === 0 && language === '')) return;
  throw new Problem('export.language_unknown', {
    language,
    translated: known.length === 0 ? 'no' : 'yes',
    known: known.join(', '),
  });
}
