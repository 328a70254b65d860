import { expect, test } from 'vitest';
import { countsOf, databaseOf, doneCounts, modeOf } from './in-database.ts';

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

test('rows in a database are no rows of files', () => {
  const files = [{ path: 'a', rows: 4 }];
  const done = { files, rows: 10, inDatabase: { tables: 2, rows: 6 }, media: { files: 3, bytes: 70 } };
  expect(doneCounts({ bytes: (count) => `${count} bytes` }, done)).toEqual({
    files: 1,
    rows: 4,
    media: 3,
    size: '70 bytes',
  });
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
