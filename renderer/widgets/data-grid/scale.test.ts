import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeScale, TALLEST } from './scale.ts';

test('every row can be reached, whatever the number of rows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000_000 }), fc.nat(), (rows, wanted) => {
      const scale = makeScale(rows, 28, 560);
      const row = wanted % rows;
      const first = scale.firstAt(scale.topOf(row));
      // The precision is one pixel of the scroll bar. The last rows are the last that fit.
      const reach = Math.max(1, rows / TALLEST) + 1e-6;
      expect(
        Math.abs(first - Math.min(row, Math.max(rows - 20, row < rows - 20 ? row : rows - 20))),
      ).toBeLessThanOrEqual(Math.max(reach, 20));
      expect(scale.height).toBeLessThanOrEqual(TALLEST);
    }),
  );
});

test('a short table scrolls by pixel, and a tall one still reaches its first and last row', () => {
  const short = makeScale(100, 28, 560);
  expect(short.height).toBe(2800);
  expect(short.firstAt(280)).toBe(10);
  const tall = makeScale(1_000_000, 28, 560);
  expect(tall.firstAt(0)).toBe(0);
  expect(tall.firstAt(TALLEST - 560)).toBe(1_000_000 - 20);
});
