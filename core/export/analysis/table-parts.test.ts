import { expect, test, vi } from 'vitest';
import { ExportContext } from '../media-cells.ts';
import { submissionOf } from '../testing/memory-reader.ts';
import type { AnalysisTable } from './analysis-table.ts';
import { tableParts } from './table-parts.ts';
import { column, FORM } from './testing/hand-made.ts';

const NAMES = ['a', 'key', 'b', 'c', 'd', 'e'];
const cells = vi.fn((record: { readonly key: string }) => NAMES.map((name) => `${name} of ${record.key}`));
const table: AnalysisTable = {
  form: FORM,
  path: '',
  name: '',
  labels: {},
  columns: NAMES.map((name) => column(name)),
  key: 'key',
  parent: null,
  cells,
};
const context = new ExportContext({ media: null, audit: null });
const record = (key: string) => ({ path: '', key, parentKey: null, ordinal: 0, values: {}, repeats: {} });

test('a table that is not too wide is one part', () => {
  expect(tableParts(table, 6)).toEqual([table]);
});

test('every part has the key, and every other column is in exactly one part', () => {
  const parts = tableParts(table, 3);
  const names = parts.map(({ columns }) => columns.map(({ name }) => name));
  expect(names).toEqual([
    ['key', 'a', 'b'],
    ['key', 'c', 'd'],
    ['key', 'e'],
  ]);
  for (const key of ['x', 'y']) {
    const own = record(key);
    const submission = submissionOf({ instanceId: key, records: [own] });
    const rows = parts.map((part) => part.cells(own, submission, context, 'file'));
    expect(rows).toEqual(names.map((part) => part.map((name) => `${name} of ${key}`)));
  }
  // An answer that brings an attachment, or that is counted, does so once.
  expect(cells).toHaveBeenCalledTimes(2);
});
