import { expect, test } from 'vitest';
import { EMPTY } from '../../analysis/cell.ts';
import { serialOf } from './serial.ts';

const DAY = 86_400_000;
const day = (text: string): number => Date.parse(`${text}T00:00Z`) / DAY;

test('days are numbered as Excel does, from the first that it numbers right', () => {
  expect(
    ['1900-03-01', '1970-01-01', '2024-02-29', '9999-12-31'].map((text) => serialOf('date', day(text))),
  ).toEqual([61, 25_569, 45_351, 2_958_465]);
  expect(['1900-02-28', '0001-01-01'].map((text) => serialOf('date', day(text)))).toEqual([null, null]);
  expect(serialOf('date', day('9999-12-31') + 1)).toBeNull();
  expect(serialOf('dateTime', day('2024-02-29') * DAY + DAY / 4)).toBe(45_351.25);
  expect(serialOf('dateTime', day('1900-03-01') * DAY - 1)).toBeNull();
  expect(serialOf('time', DAY / 2)).toBe(0.5);
});

test('numbers are numbers as long as Excel shows all of their digits', () => {
  expect(serialOf('whole', 999_999_999_999_999)).toBe(999_999_999_999_999);
  expect(serialOf('whole', -1_000_000_000_000_000)).toBeNull();
  expect(serialOf('number', 1 / 3)).toBe(1 / 3);
  // Excel knows no smaller number, and takes it for 0.
  expect(serialOf('number', 5e-324)).toBeNull();
  expect(serialOf('number', 0)).toBe(0);
});

test('texts and cells without a value have no number', () => {
  expect([serialOf('text', '7'), serialOf('whole', EMPTY), serialOf('choice', 1)]).toEqual([
    null,
    null,
    null,
  ]);
});
