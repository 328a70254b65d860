import { expect, test } from 'vitest';
import { grouped, plural } from './output.ts';

test.each([0, 7, 999, 1000, 12_345, 123_456, 1_234_567, -1, -999, -1234, 999.9, 1234.5, 1_000_000.1])(
  '%d has commas where English has them',
  (value) => {
    expect(grouped(value)).toBe(value.toLocaleString('en'));
  },
);

test('digits behind the point have no commas', () => {
  expect(grouped(1234.123_45)).toBe('1,234.12345');
});

test('one has the singular, and nothing has the plural', () => {
  expect([0, 1, 1000].map((count) => plural(count, 'file'))).toEqual(['0 files', '1 file', '1,000 files']);
  expect(plural(2, 'copy', 'copies')).toBe('2 copies');
});
