// Covers core/export/formats/postgres/layout.ts, core/export/analysis/finished-table.ts.
import { expect, test } from 'vitest';
import { column, handMade } from '../../analysis/testing/hand-made.ts';
import { MOST_COLUMNS, partsOf } from './layout.ts';

const names = (count: number) => Array.from({ length: count }, (_, i) => column(`q${i}`));
const shape = (parts: ReturnType<typeof partsOf>) => parts.map((part) => part.map((one) => one.column.name));

test('one table, also when every row has a few long texts among many columns', () => {
  const rows = Array.from({ length: 500 }, (_, row) => [
    `k${row}`,
    ...names(1000).map((_one, i) => (i % 500 === row ? 'x'.repeat(5000) : '')),
  ]);
  const filled = rows.map((row) => row.map((cell) => (cell === '' ? ({ missing: 'empty' } as const) : cell)));
  expect(partsOf(handMade([column('key'), ...names(1000)], filled))).toHaveLength(1);
});

test('more columns than a table may have', () => {
  const parts = shape(partsOf(handMade([column('key'), ...names(MOST_COLUMNS)], [])));
  expect(parts.map((part) => part.length)).toEqual([MOST_COLUMNS, 2]);
  expect(parts.map(([first]) => first)).toEqual(['key', 'key']);
});

test('a row that is too wide for a page has its columns in several tables, each column once', () => {
  const columns = [column('key'), ...names(1000)];
  const parts = shape(partsOf(handMade(columns, [columns.map(() => 'x'.repeat(100))])));
  expect(parts.length).toBe(4);
  expect(parts.flatMap(([, ...rest]) => rest)).toEqual(names(1000).map(({ name }) => name));
});
