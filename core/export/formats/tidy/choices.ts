import type { FormField } from '../../../model/form.ts';
import { AnswerSplitter } from '../../../xform/answer-splitter.ts';
import { choiceLabels } from '../../../xform/label.ts';
import { choicesOf } from '../../../xform/question-choices.ts';
import type { OptionsFor } from '../../options.ts';

/** The cell of a select-one: the label where labels are asked for. Takes the trimmed answer. */
export function selectOne(
  field: FormField,
  options: OptionsFor<'tidy'>,
  languages: readonly string[],
): (answer: string) => string {
  const labels = labelsOf(field, options, languages);
  const splitter = new AnswerSplitter(choicesOf(field)?.map(({ value }) => value) ?? []);
  return (answer) => labels?.get(splitter.one(answer) ?? answer) ?? answer;
}

/** The columns of a select-multiple or ranking: the whole answer, then (when asked for) a column a choice. */
export interface ManyChoices {
  /** The values that have a column of their own. */
  readonly columns: readonly string[];
  /** True when the answer was to be split, or labelled, and its choices are not known. */
  readonly isUnknown: boolean;
  /** The cells of a trimmed answer, or null when nothing says where one value ends and the next begins. */
  split(answer: string): readonly string[] | null;
  /** The cells of an answer that is written as it is. */
  asWritten(answer: string): readonly string[];
}

/**
 * A choice's column holds 1 or 0, of a ranking its place; all are empty when unanswered, and when the answer cannot be
 * split. Of a question whose choices are not known nothing is split or replaced.
 */
export function selectMany(
  field: FormField,
  options: OptionsFor<'tidy'>,
  languages: readonly string[],
): ManyChoices {
  const labels = labelsOf(field, options, languages);
  const choices = choicesOf(field);
  const values = choices?.map(({ value }) => value) ?? [];
  const splitter = new AnswerSplitter(values);
  const isSearched = field.fromFile === 'search';
  const columns = options.splitSelectMultiples === true && !isSearched ? values : [];
  const asWritten = (answer: string) => [answer, ...columns.map(() => '')];
  return {
    columns,
    isUnknown: (choices === null || isSearched) && options.splitSelectMultiples === true,
    asWritten,
    split: (answer) => {
      const isAsked = columns.length > 0 || labels !== null;
      if (answer === '' || choices === null || !isAsked) return asWritten(answer);
      const chosen = splitter.split(answer);
      if (chosen === null) return null;
      const whole = labels === null ? answer : chosen.map((value) => labels.get(value) ?? value).join('; ');
      return [whole, ...columns.map((value) => splitCell(chosen, value, field.type === 'rank'))];
    },
  };
}

/** Labels by value; null when values are asked for. */
function labelsOf(
  field: FormField,
  { labels }: OptionsFor<'tidy'>,
  languages: readonly string[],
): ReadonlyMap<string, string> | null {
  return labels === undefined ? null : choiceLabels(field, labels, languages);
}

function splitCell(chosen: readonly string[], value: string, ranked: boolean): string {
  const place = chosen.indexOf(value);
  if (ranked) return place < 0 ? '' : String(place + 1);
  return place < 0 ? '0' : '1';
}
