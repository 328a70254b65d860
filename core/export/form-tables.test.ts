// Covers core/export/chosen-columns.ts, core/export/definitions.ts, core/export/options.ts.
import { expect, test } from 'vitest';
import { type FormTables, mergedTables, tablesByAge } from './form-tables.ts';
import { field, form, repeat, submitted } from './testing/forms.ts';
import { MemoryReader } from './testing/memory-reader.ts';

const old = form([field('a'), field('gone'), field('z')], { version: '1' });
const newest = form([field('a'), field('z'), repeat('r', field('r/x'))], { version: '2' });
const loose = submitted(newest, 'i', '<a>1</a><loose>2</loose>');
const reader = new MemoryReader([newest, old], [loose]);
const options = { folder: '/nowhere' };
const columns = ({ tables }: FormTables) =>
  tables.map(({ path, columns }) => [
    path,
    ...columns.filter(({ kind }) => kind === 'field').map((c) => c.path),
  ]);

test('merged: a column of an older version keeps its position, and nothing is left out', () => {
  const tables = mergedTables(reader, options);
  expect(columns(tables)).toEqual([
    ['', 'a', 'gone', 'z', 'loose'],
    ['r', 'r/x'],
  ]);
  expect(tables.leftOut).toEqual([]);
  expect(tables.models).toEqual([newest, old]);
});

test('by age: columns of older versions come last, and answers without a definition are left out and reported', () => {
  const tables = tablesByAge(reader, options);
  expect(columns(tables)).toEqual([
    ['', 'a', 'z', 'gone'],
    ['r', 'r/x'],
  ]);
  expect(tables.leftOut).toEqual(['loose']);
});

test.each([mergedTables, tablesByAge])(
  '%o: only the chosen columns, and the repeats around them',
  (tables) => {
    expect(columns(tables(reader, { ...options, columns: ['r/x'] }))).toEqual([[''], ['r', 'r/x']]);
    expect(columns(tables(reader, { ...options, columns: ['z'] }))).toEqual([['', 'z']]);
  },
);

test.each([mergedTables, tablesByAge])(
  '%o: without a definition, the stored answers make the columns',
  (tables) => {
    const given = new MemoryReader([], [submitted(null, 'i', '<a>1</a><b>2</b>')]);
    expect(columns(tables(given, options))).toEqual([['', 'a', 'b']]);
  },
);
