import { expect, test } from 'vitest';
import { distinctNames } from './distinct-names.ts';

const shown = (...all: readonly (readonly [id: string, name: string, ...marks: (string | null)[]])[]) => [
  ...distinctNames(all.map(([id, name, ...marks]) => ({ id, name, marks }))).values(),
];

test('a name that is the only one stays as it is', () => {
  expect(shown(['a', 'Births', 'North'], ['b', 'Deaths', 'North'])).toEqual(['Births', 'Deaths']);
});

test('the first mark that tells all of them apart follows the name', () => {
  expect(shown(['a', 'Births', 'North', '1'], ['b', 'Births', 'South', '1'])).toEqual([
    'Births (North)',
    'Births (South)',
  ]);
  expect(shown(['a', 'Births', 'North', '1'], ['b', 'births', 'North', '2'])).toEqual([
    'Births (1)',
    'births (2)',
  ]);
});

test('if a mark is missing or the same, the ID follows the name', () => {
  expect(shown(['a', 'Births', 'North'], ['b', 'Births', null])).toEqual(['Births (a)', 'Births (b)']);
  expect(shown(['a', 'Births', 'North'], ['b', 'Births', 'South'], ['c', 'Births', 'South'])).toEqual([
    'Births (a)',
    'Births (b)',
    'Births (c)',
  ]);
});

test('several versions of one form are one thing', () => {
  expect(shown(['a', 'Births', '1'], ['a', 'Births', '2'])).toEqual(['Births']);
});
