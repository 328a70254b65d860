import { expect, test } from 'vitest';
import { byFile, fileRows } from './file-rows.ts';

const output = (file: string, rows: number, table?: string, isAudit = false) => ({
  file,
  table,
  rows,
  isAudit,
});

test('a file with one output has its rows, audit logs too', () => {
  expect(fileRows([output('a.csv', 3)])).toEqual({ rows: 3 });
  expect(fileRows([output('a-audit.csv', 9, undefined, true)])).toEqual({ rows: 9 });
});

test('a file with tables has their rows, without those of audit logs', () => {
  const all = [
    output('a.sqlite', 3, 'a'),
    output('list.csv', 1),
    output('a.sqlite', 4, 'a b'),
    output('a.sqlite', 9, 'audit', true),
  ];
  expect(byFile(all).map(({ file, outputs }) => ({ file, ...fileRows(outputs) }))).toEqual([
    {
      file: 'a.sqlite',
      rows: 7,
      tables: [
        { table: 'a', rows: 3 },
        { table: 'a b', rows: 4 },
        { table: 'audit', rows: 9 },
      ],
    },
    { file: 'list.csv', rows: 1 },
  ]);
});

test('a file without rows is known as one', () => {
  expect(fileRows([{ ...output('a.do', 0), isGuide: true }])).toEqual({ rows: 0, isGuide: true });
  expect(fileRows([output('empty.csv', 0)])).toEqual({ rows: 0 });
});
