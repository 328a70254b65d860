import fc from 'fast-check';
import { expect, test } from 'vitest';
import { column, handMade } from '../../analysis/testing/hand-made.ts';
import { partsOf, partWidths } from './long-texts.ts';

test('a text that fits has one part', () => {
  expect(partsOf('')).toEqual(['']);
  expect(partsOf('ዕድሜ', 9)).toEqual(['ዕድሜ']);
});

test('parts end between characters, and not in a space', () => {
  expect(partsOf('ab😀cd', 4)).toEqual(['ab', '😀', 'cd']);
  expect(partsOf('abc  defg', 5)).toEqual(['abc', '  def', 'g']);
  expect(partsOf('          x', 4)).toEqual(['    ', '    ', '  x']);
});

test('the parts of any text fit and are the text', () => {
  const letters = fc.constantFrom('a', ' ', 'é', 'ዕ', '😀');
  fc.assert(
    fc.property(
      fc.string({ unit: letters, maxLength: 80 }),
      fc.integer({ min: 4, max: 20 }),
      (text, most) => {
        const parts = partsOf(text, most);
        expect(parts.join('')).toBe(text);
        for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(most);
        for (const part of parts.slice(0, -1)) expect(/ $/.test(part) && part.trim() !== '').toBe(false);
      },
    ),
  );
});

test('only columns with long texts are measured', async () => {
  const columns = [column('key'), column('short'), column('long')];
  const rows = [
    ['a', 'x', 'é'.repeat(20_000)],
    ['b', 'y', 'z'],
  ];
  expect([...(await partWidths(handMade(columns, rows)))]).toEqual([[2, [32_766, 7234]]]);
  expect((await partWidths(handMade(columns.slice(0, 2), [['a', 'x']]))).size).toBe(0);
});
