import { expect, test } from 'vitest';
import { nextSort } from './next-sort.ts';

test('a column is sorted in ascending order, then descending, then not at all', () => {
  const first = nextSort([], 'age', false);
  expect(first).toEqual([{ column: 'age', direction: 'ascending' }]);
  const second = nextSort(first, 'age', false);
  expect(second).toEqual([{ column: 'age', direction: 'descending' }]);
  expect(nextSort(second, 'age', false)).toEqual([]);
});

test('a click on another column replaces the earlier sort', () => {
  const two = [
    { column: 'age', direction: 'ascending' as const },
    { column: 'name', direction: 'descending' as const },
  ];
  expect(nextSort(two, 'date', false)).toEqual([{ column: 'date', direction: 'ascending' }]);
});

test('with Shift a column becomes the second one of the sort, and there is never a third', () => {
  const one = nextSort(nextSort([], 'age', false), 'name', true);
  expect(one.map(({ column }) => column)).toEqual(['age', 'name']);
  expect(nextSort(one, 'date', true).map(({ column }) => column)).toEqual(['age', 'date']);
  expect(nextSort(one, 'name', true)).toEqual([
    { column: 'age', direction: 'ascending' },
    { column: 'name', direction: 'descending' },
  ]);
});
