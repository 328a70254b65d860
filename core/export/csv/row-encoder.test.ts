import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowEncoder } from './row-encoder.ts';

const cell = fc.oneof(
  fc.constantFrom(
    '',
    'plain',
    ' spaced ',
    'a,b',
    ';',
    '"',
    'say "so"',
    'a\nb',
    'a\rb',
    '\t',
    '\0',
    'ሰላም',
    '😀',
  ),
  fc.string(),
);
const rows = fc
  .integer({ min: 1, max: 4 })
  .chain((cells) => fc.array(fc.array(cell, { minLength: cells, maxLength: cells }), { maxLength: 6 }));

test('lines are as the library writes them, whichever rows need quotes', () => {
  fc.assert(
    fc.property(rows, fc.constantFrom(',', ';', '\t', '|', '😀'), (some, separator) => {
      const format = { delimiter: separator, record_delimiter: '\n', quoted_match: /[\r\n]/ };
      const encode = rowEncoder(separator);
      expect(some.map(encode).join('')).toBe(stringify(some, format));
    }),
  );
});

test('only cells that need quotes have them', () => {
  const some = [
    ['a', 'b'],
    ['c,', 'd'],
    ['e"', 'f'],
    ['g', 'h'],
    ['', ''],
    ['i\r', 'j'],
  ];
  expect(some.map(rowEncoder(',')).join('')).toBe('a,b\n"c,",d\n"e""",f\ng,h\n,\n"i\r",j\n');
});
