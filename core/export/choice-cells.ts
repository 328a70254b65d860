import type { FormField } from '../model/form.ts';
import { AnswerSplitter } from '../xform/answer-splitter.ts';
import { choiceLabels } from '../xform/label.ts';
import { choicesOf } from '../xform/question-choices.ts';

/** The options of a format about choices. */
export interface ChoiceOptions {
  /** The language of labels that are written instead of values. */
  readonly labels?: string | undefined;
  /** The whole answer in one column, a column for each choice, or both. Default: the whole answer. */
  readonly selectMultiple?: 'text' | 'columns' | 'both' | undefined;
}

/** Returns the cell of a select-one: the label if labels are asked for. Takes the trimmed answer. */
export function selectOne(
  field: FormField,
  options: ChoiceOptions,
  languages: readonly string[],
): (answer: string) => string {
  const labels = labelsOf(field, options, languages);
  const splitter = new AnswerSplitter(choicesOf(field)?.map(({ value }) => value) ?? []);
  return (answer) => labels?.get(splitter.one(answer) ?? answer) ?? answer;
}

/**
 * The columns of a select-multiple or ranking: the whole answer, then one column per choice if the user asks
 * for them.
 */
export interface ManyChoices {
  /** The values with a separate column. */
  readonly columns: readonly string[];
  /** True when the answer should have been split or labelled, but its choices are not known. */
  readonly isUnknown: boolean;
  /** Returns the cells of a trimmed answer; null when its values cannot be told apart. */
  split(answer: string): readonly string[] | null;
  /** True when the columns of the choices have every value of a trimmed answer. */
  isInColumns(answer: string): boolean;
  /** Returns the cells of an answer that stays as it is. */
  asWritten(answer: string): readonly string[];
}

/**
 * Makes the columns of a select-multiple or ranking. A choice's column has 1 or 0, or its rank in a ranking.
 * All are empty when there is no answer, or when the answer cannot be split. If the choices are not known,
 * nothing is split or replaced.
 */
export function selectMany(
  field: FormField,
  options: ChoiceOptions,
  languages: readonly string[],
): ManyChoices {
  const labels = labelsOf(field, options, languages);
  const choices = choicesOf(field);
  const values = choices?.map(({ value }) => value) ?? [];
  const splitter = new AnswerSplitter(values);
  const isSearched = field.fromFile === 'search';
  const isSplit = options.selectMultiple === 'columns' || options.selectMultiple === 'both';
  const columns = isSplit && !isSearched ? values : [];
  const asWritten = (answer: string) => [answer, ...columns.map(() => '')];
  return {
    columns,
    isUnknown: (choices === null || isSearched) && isSplit,
    isInColumns: (answer) => columns.length > 0 && splitter.isWhole(answer),
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

/** Returns labels by value; null when the user asks for values. */
function labelsOf(
  field: FormField,
  { labels }: ChoiceOptions,
  languages: readonly string[],
): ReadonlyMap<string, string> | null {
  return labels === undefined ? null : choiceLabels(field, labels, languages);
}

function splitCell(chosen: readonly string[], value: string, ranked: boolean): string {
  const place = chosen.indexOf(value);
  if (ranked) return place < 0 ? '' : String(place + 1);
  return place < 0 ? '0' : '1';
}
