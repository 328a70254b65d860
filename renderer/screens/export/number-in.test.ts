import { expect, test } from 'vitest';
import { numberIn } from './number-in.ts';

test('a number is read within its bounds, with a point or a comma', () => {
  const bounds = { least: 0.001, most: 10, isWhole: false };
  expect(['0.1', ' 0,5 ', '10', '0', '11', '', '1e1', 'x'].map((text) => numberIn(text, bounds))).toEqual([
    0.1,
    0.5,
    10,
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(['5', '5.5', '-1'].map((text) => numberIn(text, { least: 1, most: 9, isWhole: true }))).toEqual([
    5,
    null,
    null,
  ]);
});
