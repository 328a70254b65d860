import { expect, test } from 'vitest';
import { EMPTY } from './cell.ts';
import { cellText } from './cell-text.ts';
import type { ColumnKind } from './column.ts';

const list = {
  name: 'yes_no',
  isCodedByValue: false,
  choices: [
    { value: 'yes', labels: {}, code: 1 },
    { value: 'no', labels: {}, code: 2 },
  ],
};

test.each<[ColumnKind, number | string, string]>([
  ['text', ' as written ', ' as written '],
  ['whole', -3, '-3'],
  ['number', 0.1, '0.1'],
  ['flag', 1, '1'],
  ['choice', 1, 'no'],
  ['date', 0, '1970-01-01'],
  ['date', -719_162, '0001-01-01'],
  ['time', 32_820_250, '09:07:00.250'],
  ['dateTime', -1, '1969-12-31T23:59:59.999'],
  ['dateTime', 86_400_000, '1970-01-02T00:00:00'],
])('%s %s', (kind, cell, text) => {
  expect(cellText({ kind, list }, cell)).toBe(text);
  expect(cellText({ kind, list }, EMPTY)).toBe('');
});
