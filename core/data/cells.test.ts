// Covers core/data/parent-name.ts.
import { expect, test } from 'vitest';
import { choices, field, form } from '../export/testing/forms.ts';
import { chosenIn, worded } from './cells.ts';
import { FormColumns } from './form-columns.ts';

const columns = new FormColumns(
  [
    form([
      field('sp', 'select', choices('za munda', 'za', 'x')),
      field('plain', 'select', choices('a', 'b')),
      field('one', 'select1', choices(' lead')),
      field('ext', 'select'),
    ]),
  ],
  new Map(),
);

function shown(path: string, answer: string): string {
  const column = columns.column('', path);
  if (column === null) throw new Error(`no column ${path}`);
  return worded(columns, column, '1', answer, { show: 'labels', language: '' });
}

test('a select-multiple shows the labels of its known choices, also of values with spaces', () => {
  expect(shown('sp', 'za munda x')).toBe('ZA MUNDA, X');
  expect(shown('sp', 'za x')).toBe('ZA, X');
  expect(shown('plain', 'a other')).toBe('A, other');
  expect(shown('one', 'lead')).toBe(' LEAD');
});

test('an answer that cannot be split, or that has no known choice, is shown as it was written', () => {
  expect(shown('sp', 'za mundo')).toBe('za mundo');
  expect(shown('plain', '1.5 36.8 0 0')).toBe('1.5 36.8 0 0');
  expect(shown('ext', 'addis  dire')).toBe('addis  dire');
});

test('filters find the chosen values; when choices are not known, they find the words', () => {
  expect(chosenIn(columns, 'sp', '1', 'za munda x')).toEqual(['za munda', 'x']);
  expect(chosenIn(columns, 'sp', '1', 'za mundo')).toEqual(['za mundo']);
  expect(chosenIn(columns, 'ext', '1', 'addis dire')).toEqual(['addis', 'dire']);
});
