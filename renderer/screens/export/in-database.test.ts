import { expect, test } from 'vitest';
import { countsOf, databaseOf, modeOf } from './option-props.ts';

test('some rows alone update tables, unless the user says otherwise', () => {
  expect(modeOf({ mode: null, rows: { kind: 'all' } })).toBe('replace');
  expect(modeOf({ mode: null, rows: { kind: 'days', from: null, to: null } })).toBe('replace');
  expect(modeOf({ mode: null, rows: { kind: 'new' } })).toBe('update');
  expect(modeOf({ mode: 'replace', rows: { kind: 'new' } })).toBe('replace');
  expect(modeOf({ mode: 'update', rows: { kind: 'all' } })).toBe('update');
});

test('a schema of a database counts with its tables, and not as a file', () => {
  const part = { format: 'tidy', formId: 'f', title: 'F', goesTo: 'folder', problem: null } as const;
  const file = { file: 'a', part: 0, rows: 1, columns: 1, bytes: null, existing: null };
  const tables = ['f', 'f_member'].map((table) => ({ table, rows: 1, columns: 1 }));
  const parts = [part, { ...part, format: 'postgres', goesTo: 'server' }] as const;
  const files = [file, { ...file, file: 'b.sqlite', tables }, { ...file, file: 'public', part: 1, tables }];
  expect(countsOf({ files, parts })).toEqual({ files: 2, tables: 2 });
});

test('formats go to a database all, in part or not at all', () => {
  const [folder, server] = [{ goesTo: 'folder' }, { goesTo: 'server' }] as const;
  expect([[folder], [folder, server], [server, server], []].map(databaseOf)).toEqual([
    'none',
    'some',
    'all',
    'none',
  ]);
});
