import { expect, test } from 'vitest';
import { Pseudonyms } from './pseudonyms.ts';
import type { Treatment } from './rules.ts';
import { treatOf } from './treat.ts';

const pseudonyms = new Pseudonyms(Buffer.alloc(32, 1), null);
const treated = (treatment: Treatment, answer: string) => treatOf(treatment, pseudonyms)(answer);

test.each<[Treatment, string, string | null]>([
  [{ do: 'keep' }, ' x ', ' x '],
  [{ do: 'blank' }, 'x', ''],
  [{ do: 'leave-out' }, 'x', ''],
  [{ do: 'pseudonymise' }, '  ', ''],
  [{ do: 'month' }, '2024-05-31', '2024-05'],
  [{ do: 'month' }, '2024-05-31T23:59:59.999+03:00', '2024-05'],
  [{ do: 'year' }, ' 0987-05-31 ', '0987'],
  [{ do: 'year' }, '31/05/2024', null],
  [{ do: 'year' }, '2024-05', null],
  [{ do: 'band' }, '34', '30-34'],
  [{ do: 'band', size: 10 }, '30', '30-39'],
  [{ do: 'band' }, '0', '0-4'],
  [{ do: 'band' }, '-1', '-5 to <0'],
  [{ do: 'band' }, '34.5', '30 to <35'],
  [{ do: 'band', size: 0.5 }, '3.7', '3.5 to <4'],
  [{ do: 'band' }, 'thirty', null],
  [{ do: 'band' }, '1e3', null],
  [{ do: 'grid', size: 1 }, '9.9 -38.1 2000 5', '9.50 -38.50'],
  [{ do: 'grid', size: 0.01 }, '-0.004 179.999', '-0.0050 179.9950'],
  [{ do: 'grid', size: 50 }, '89 179 0 0', '75.0 175.0'],
  [{ do: 'grid', size: 1 }, '9.9 38.1 0 0; 10 39 0 0', '9.50 38.50'],
  [{ do: 'grid' }, '91 0', null],
  [{ do: 'grid' }, 'x y', null],
  [{ do: 'grid' }, '9.9', null],
])('%j of %j is %j', (treatment, answer, expected) => {
  expect(treated(treatment, answer)).toBe(expected);
});

test('a place is always within half a square of where it is shown, and squares do not move', () => {
  for (let i = 0; i < 500; i += 1) {
    const [latitude, longitude] = [Math.random() * 160 - 80, Math.random() * 340 - 170];
    const [y = 0, x = 0] = (treated({ do: 'grid', size: 0.1 }, `${latitude} ${longitude}`) ?? '')
      .split(' ')
      .map(Number);
    expect(Math.abs(y - latitude)).toBeLessThanOrEqual(0.0501);
    expect(Math.abs(x - longitude)).toBeLessThanOrEqual(0.0501);
    expect(treated({ do: 'grid', size: 0.1 }, `${y} ${x}`)).toBe(`${y.toFixed(3)} ${x.toFixed(3)}`);
  }
});
