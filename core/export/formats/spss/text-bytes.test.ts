import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelOf, startOf, wrapped } from './text-bytes.ts';

const text = fc.string({ unit: 'binary', maxLength: 60 });
const most = fc.integer({ min: 4, max: 80 });

test('the start of a text fits, and ends between two characters', () => {
  fc.assert(
    fc.property(text, most, (whole, bytes) => {
      const start = startOf(whole, bytes);
      expect(Buffer.byteLength(start)).toBeLessThanOrEqual(bytes);
      expect(whole.startsWith(start)).toBe(true);
      const next = [...whole.slice(start.length)][0] ?? '';
      expect(next === '' || Buffer.byteLength(start + next) > bytes).toBe(true);
    }),
  );
});

test('a label is one line, and says when it was cut', () => {
  expect(labelOf(' How old\n are\t you?\0 ', 255)).toBe('How old are you?');
  expect(labelOf('ዕድሜዕድሜ', 12)).toBe('ዕድሜ…');
  expect(labelOf('ab cd', 5)).toBe('ab cd');
  expect(labelOf('abc def', 6)).toBe('abc…');
});

test('wrapped lines fit and have all words in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 30 })), most, (words, bytes) => {
      const lines = wrapped(words.join(' '), bytes);
      for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(bytes);
      expect(lines.join('').replace(/\s/g, '')).toBe(words.join('').replace(/\s/g, ''));
    }),
  );
});
