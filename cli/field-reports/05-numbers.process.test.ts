// Covers core/export/formats/, core/store/views.ts.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { outputOf } from '../../fixtures/other-programs.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { exportReport, importReport } from '../testing/field-report.ts';
import { pythonRecords } from '../testing/python-csv.ts';

/* Numbers in the database and in exports: rqlite/sql#74, formpack#56, onaio/onadata#1577. */

const asWritten = [
  ...['1-2', '--', '-', '2024-03-01', '3-4-5', '1.2.3', 'e', '+', '4.5.2024', '1e400'],
  ...['12345678901234567890', '9223372036854775808', '-9223372036854775809'],
];

test('the view has every answer as it was written', async () => {
  const { workspace, importCode } = await importReport('05-numbers');
  expect(importCode).toBe(0);
  const rows = rowsIn<Record<'s' | 'i' | 'lng' | 'dec', unknown>>(
    { folder: workspace },
    'SELECT s, CAST(i AS TEXT) AS i, CAST(lng AS TEXT) AS lng, dec FROM numbers',
  );
  expect(rows).toHaveLength(35);
  for (const { s, i, lng, dec } of rows) {
    expect([i, lng]).toEqual([s, s]);
    expect(dec).toBe(typeof dec === 'number' ? Number(s) : s);
  }
});

onlyWhere('sqlite3', 'plain-workspaces')('the SQLite of this system opens it as it is', async () => {
  const { workspace } = await importReport('05-numbers');
  const sqlite3 = (sql: string): string =>
    outputOf('sqlite3', [join(workspace, 'attache.sqlite'), sql]).trim();
  const rows = sqlite3('SELECT s, i, lng, dec FROM numbers').split('\n');
  expect(rows).toHaveLength(35);
  const byText = new Map(rows.map((row) => [row.slice(0, row.indexOf('|')), row]));
  for (const text of asWritten) expect(byText.get(text)).toBe([text, text, text, text].join('|'));
  const types = (text: string): string =>
    sqlite3(`SELECT typeof(i), typeof(lng), typeof(dec) FROM numbers WHERE s = '${text}'`);
  for (const text of ['7', '-5']) expect(types(text)).toBe('integer|integer|real');
  expect(types('9007199254740993')).toBe('integer|integer|integer');
  expect(types('1e5')).toBe('text|text|real');
});

onlyWhere('python3')('both formats write the cells as they were answered', async () => {
  const { workspace } = await importReport('05-numbers');
  for (const profile of ['tidy', 'briefcase'] as const) {
    const { folder } = await exportReport(workspace, 'numbers', profile, ['--no-formula-guard']);
    const rows = pythonRecords(join(folder, 'Numbers.csv'));
    expect(rows).toHaveLength(35);
    for (const { s, i, lng, dec } of rows) expect([i, lng, dec]).toEqual([s, s, s]);
  }
});
