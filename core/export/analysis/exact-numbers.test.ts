import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exactDecimal, exactWhole } from './exact-numbers.ts';

it('reads every number that a double holds', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (number) => {
      expect(exactWhole(String(number))).toBe(number);
      expect(exactDecimal(String(number))).toBe(number);
    }),
  );
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      if (Math.abs(number) < 2 ** -1022 || Object.is(number, -0)) return;
      for (const text of [String(number), number.toExponential(), number.toPrecision(17)]) {
        expect(exactDecimal(text)).toBe(number);
      }
    }),
  );
});

it('takes no number whose digits do not come back the same', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^-?\d{1,40}(\.\d{1,40})?([eE]-?\d{1,3})?$/), (text) => {
      const number = exactDecimal(text);
      if (number === null) return;
      const digits = digitsOf(text);
      const back = [String(number), number.toPrecision(Math.min(100, Math.max(1, digits.length)))];
      expect(back.map(digitsOf)).toContain(digits);
    }),
  );
});

it.each([
  '',
  '-',
  '.',
  'e5',
  '-e5',
  '1e',
  '007',
  '+5',
  '00',
  '5.',
  ' 5',
  '0x10',
  'Infinity',
  '1e400',
  '1e-320',
  '1_0',
])('takes %j for no number', (text) => {
  expect([exactWhole(text), exactDecimal(text)]).toEqual([null, null]);
});

it('takes numbers of any length when their digits count', () => {
  expect(exactDecimal('36.82190000000000000000')).toBe(36.8219);
  expect(exactDecimal('0.1000000000000000055511151231257827')).toBe(0.1);
  expect(exactDecimal('0.10000000000000000001')).toBe(null);
  expect(exactDecimal('9007199254740993')).toBe(null);
  expect(exactWhole('9007199254740991')).toBe(9007199254740991);
  expect(exactWhole('9007199254740993')).toBe(null);
  // Halfway between two texts of 17 digits.
  expect(exactDecimal('202669652558332.12')).toBe(202669652558332.12);
  expect(exactDecimal('202669652558332.13')).toBe(202669652558332.12);
  expect([exactDecimal('.5'), exactDecimal('-.5e3'), exactDecimal('-0')]).toEqual([0.5, -500, -0]);
});

it('knows the usual numbers by their characters alone', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^-?[0-9.-]{0,14}$/), (text) => {
      const isNumber = /^-?(?:0|[1-9]\d*)?(?:\.\d+)?$/.test(text) && /\d/.test(text);
      expect(exactDecimal(text)).toBe(isNumber ? Number(text) : null);
    }),
    { numRuns: 1000 },
  );
});

/** The digits that count, without the zeros around them. */
function digitsOf(text: string): string {
  return text
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');
}
