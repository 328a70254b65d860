import { expect, test } from 'vitest';
import { elementsOf, segmentsOf } from './segments.ts';

/** From the description of the format: segments, the width of the last, and how many elements they have together. */
const PUBLISHED = [
  [255, 1, 255, 32],
  [256, 2, 4, 33],
  [504, 2, 252, 64],
  [505, 3, 1, 65],
  [600, 3, 96, 76],
  [2000, 8, 236, 254],
  [32_767, 131, 7, 4161],
] as const;

test.each(PUBLISHED)(
  'a text of %i bytes has %i segments, the last of %i bytes',
  (width, count, last, elements) => {
    const segments = segmentsOf(width);
    expect(segments.length).toBe(count);
    expect(segments.at(-1)).toBe(last);
    expect(segments.slice(0, -1).every((segment) => segment === 255)).toBe(true);
    expect(segments.reduce((sum, segment) => sum + elementsOf(segment), 0)).toBe(elements);
  },
);
