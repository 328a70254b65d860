import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeScale, TALLEST } from './scale.ts';

test('every row can be scrolled to, whatever their number', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000_000 }), fc.nat(), (rows, wanted) => {
      const scale = makeScale(rows, 28, 560);
      const row = wanted % rows;
      const first = scale.firstAt(scale.topOf(row));
      // As near as a pixel of the scroll bar comes, and the last rows as the last that fit.
      const reach = Math.max(1, rows / TALLEST) + 1e-6;
      expect(
        Math.abs(first - Math.min(row, Math.max(rows - 20, row < rows - 20 ? row : rows - 20))),
      ).toBeLessThanOrEqual(Math.max(reach, 20));
      expect(scale.height).toBeLessThanOrEqual(TALLEST);
    }),
  );
});

test('a short table scrolls by pixel, a tall one from its first to its last row', () => {
  const short = makeScale(100, 28, 560);
  expect(short.height).toBe(2800);
  expect(short.firstAt(280)).toBe(10);
  const tall = makeScale(1_000_000, 28, 560);
  expect(tall.firstAt(0)).toBe(0);
  expect(tall.firstAt(TALLEST - 560)).toBe(1_000_000 - 20);
});
