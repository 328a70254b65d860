import { expect, test } from 'vitest';
import { rowsOf } from './rows-of.ts';
import type { RowContext, Table } from './table.ts';
import { field, form, repeat, submitted } from './testing/forms.ts';

const model = form([field('a'), repeat('r', field('r/b'))]);
const submission = submitted(model, 'i', '<a>1</a><r><b>2</b></r>');
const unused: RowContext = {
  media: () => '',
  audit: () => '',
  placesOf: () => new Map(),
  note: () => undefined,
};

function table(path: string, row: Table['row']): { readonly table: Table } {
  const none = { existing: () => 'none' as const, firstKeys: () => null, keysIn: () => new Map() };
  const open = () => {
    throw new Error('not opened here');
  };
  return {
    table: { file: '', columns: [], path, ...none, open, row, show: () => ({ cells: [], lines: [] }) },
  };
}

test('a record has a row in each table of its path', () => {
  const places = new Map([
    ['', [table('', () => 'one'), table('', () => 'two')]],
    ['r', [table('r', () => 'three')]],
  ]);
  const rows = rowsOf(places, submission.records, submission, unused);
  expect(rows?.map(({ row }) => row)).toEqual(['one', 'two', 'three']);
});

test('a bug in one of the tables leaves out all rows of the submission', () => {
  const failing = table('', () => {
    throw new TypeError('a bug');
  });
  const places = new Map([['', [table('', () => 'one'), failing]]]);
  expect(rowsOf(places, submission.records, submission, unused)).toBeNull();
});
