import { expect, test } from 'vitest';
import type { ChoiceList } from '../../analysis/choice-list.ts';
import { column, FORM } from '../../analysis/testing/hand-made.ts';
import { LabelSets } from './label-sets.ts';
import { labelLanguages } from './languages.ts';
import { isReserved } from './target.ts';

const list = (name: string, values: readonly string[] = ['a', 'b']): ChoiceList => ({
  name,
  isCodedByValue: false,
  choices: values.map((value, i) => ({ value, labels: { en: 'Same' }, code: i + 1 })),
});
const languages = (...names: string[]) =>
  labelLanguages({ ...FORM, languages: names, language: names[0] ?? '' });
const columnsOf = (lists: readonly ChoiceList[]) =>
  lists.map((own, i) => column(`q${i}`, 'choice', { list: own }));

test('names of sets are legal, short and unique, whatever the lists are called', () => {
  const names = ['yes_no', 'yes_no_values', 'foo', 'foo_values', 'foo_en', 'if', 'str5', '1st', 'a b', 'a-b'];
  const long = ['x'.repeat(40), 'x'.repeat(41), 'ሀ'.repeat(40), '', '___', 'missing_reasons'];
  for (const spoken of [languages('en'), languages('en', 'fr'), languages('en', 'x'.repeat(30))]) {
    const columns = columnsOf([...names, ...long].map((name) => list(name)));
    const found = [...new LabelSets(columns, spoken, true).of(columns)].map(({ name }) => name);
    expect(new Set(found).size).toBe(found.length);
    expect(found.length).toBe(columns.length * (spoken.length + 1) + 1);
    for (const name of found) {
      expect(name).toMatch(/^\p{L}[\p{L}\d_]*$/u);
      expect([...name].length).toBeLessThanOrEqual(32);
      expect(isReserved(name)).toBe(false);
    }
  }
});

test('a set has rising codes and no text twice, and no empty one', () => {
  const own = list('l', ['b', 'a', '', 'Same (a)', 'Not asked']);
  const columns = columnsOf([own]);
  const [labels, values] = [...new LabelSets(columns, languages('en'), true).of(columns)];
  expect(labels?.entries).toEqual([
    [1, 'Same'],
    [2, 'Same (a)'],
    [3, 'Same ()'],
    [4, 'Same (Same (a))'],
    [5, 'Same (Not asked)'],
    [2_147_483_622, 'Not asked'],
    [2_147_483_623, 'Not in this version'],
  ]);
  expect(values?.name).toBe('l_values');
  expect(values?.entries.map(([, text]) => text)).toEqual([
    ...['b', 'a', '3', 'Same (a)', 'Not asked'],
    ...['Not asked (.a)', 'Not in this version'],
  ]);
});

test('two questions with one list share its set, and a file has only the sets that it needs', () => {
  const [one, other] = [list('one'), list('other')];
  const columns = columnsOf([one, other, one]);
  const sets = new LabelSets(columns, languages('en'), false);
  const names = columns.map((own) => languages('en').map((language) => sets.nameFor(own, language)));
  expect(names).toEqual([['one'], ['other'], ['one']]);
  expect([...sets.of(columns.slice(2))].map(({ name }) => name)).toEqual(['one', 'one_values']);
});
