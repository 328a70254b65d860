import { expect, test } from 'vitest';
import { characteristicTexts, isCut, labelText, valueLabelText } from './texts.ts';

const FAMILY = '👩‍👩‍👧‍👦';

test('a label of 80 characters stays whole, also when each has four bytes', () => {
  for (const text of ['x'.repeat(80), '😀'.repeat(80)]) {
    expect(labelText(text)).toBe(text);
    expect(isCut(text)).toBe(false);
  }
});

test('a longer label is cut between characters that are seen as one, and says so', () => {
  expect(labelText('x'.repeat(81))).toBe(`${'x'.repeat(79)}…`);
  const cut = labelText(`${'x'.repeat(75)}${FAMILY}${FAMILY}`);
  expect(cut).toBe(`${'x'.repeat(75)}…`);
  expect(isCut('x'.repeat(81))).toBe(true);
});

test('line ends become blanks, and NUL goes', () => {
  expect(labelText(' a\r\n\tb\0c ')).toBe('a bc');
});

test('the label of a value is cut between code points', () => {
  const text = valueLabelText('ሀ'.repeat(20_000));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(31_000);
  expect(text).toMatch(/^ሀ+$/);
});

test('a long text is in pieces that fit, and together they are the text', () => {
  const text = `x${'😀'.repeat(40_000)}`;
  const pieces = characteristicTexts(text);
  expect(pieces.length).toBe(3);
  expect(pieces.every((piece) => Buffer.byteLength(piece) <= 67_784 && piece.isWellFormed())).toBe(true);
  expect(pieces.join('')).toBe(text);
  expect(characteristicTexts('')).toEqual([]);
});
