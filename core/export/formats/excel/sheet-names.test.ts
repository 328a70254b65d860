import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numbered, SheetNames } from './sheet-names.ts';

test('names of sheets are legal, and look like the wanted ones', () => {
  const names = new SheetNames();
  expect(
    ['Household [2024]: main/other', 'History', 'codebook', 'Codebook', '', "'quoted'", 'ዘጌ', 'a\u0085b'].map(
      (wanted) => names.claim(wanted),
    ),
  ).toEqual([
    'Household _2024__ main_other',
    'History (2)',
    'codebook (2)',
    'Codebook (3)',
    'sheet',
    '_quoted_',
    'ዘጌ',
    'a_b',
  ]);
  expect(names.claim('x'.repeat(40))).toBe('x'.repeat(31));
  expect(names.claim('X'.repeat(40))).toBe(`${'X'.repeat(27)} (2)`);
  expect(numbered('x'.repeat(31), 12)).toBe(`${'x'.repeat(26)} (12)`);
  // A character of two units is never halved.
  expect(names.claim(`${'y'.repeat(30)}😀`)).toBe('y'.repeat(30));
});

test('any names become legal ones, no two of which differ only by case', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 50 }), { maxLength: 20 }), (wanted) => {
      const names = new SheetNames();
      const made = wanted.map((one) => names.claim(one));
      expect(new Set(made.map((name) => name.toLowerCase())).size).toBe(made.length);
      for (const name of made) {
        expect(name).toMatch(/^[^[\]:*?/\\\p{Cc}]{1,31}$/u);
        expect(name).not.toMatch(/^'|'$|^history$|^codebook$/i);
      }
    }),
  );
});
