import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withColumns } from './column-order.ts';

const all = ['a', 'b', 'c', 'd', 'e'];

test('a column is added at its place in the form, and moved columns stay', () => {
  expect(withColumns(all, ['a', 'e'], ['c'], true)).toEqual(['a', 'c', 'e']);
  expect(withColumns(all, ['e', 'a'], ['b', 'c'], true)).toEqual(['e', 'a', 'b', 'c']);
  expect(withColumns(all, ['c'], ['a'], true)).toEqual(['a', 'c']);
  expect(withColumns(all, [], all, true)).toEqual(all);
  expect(withColumns(all, ['c', 'a'], ['c'], false)).toEqual(['a']);
});

test('all 400 columns are shown once each, whichever were shown before', () => {
  const many = Array.from({ length: 400 }, (_, i) => `q${i}`);
  fc.assert(
    fc.property(fc.shuffledSubarray(many), (shown) => {
      const next = withColumns(many, shown, many, true);
      expect([...next].sort()).toEqual([...many].sort());
      expect(next.filter((id) => shown.includes(id))).toEqual(shown);
    }),
    { numRuns: 30 },
  );
});
