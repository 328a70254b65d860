// Covers core/store/views.ts.
import { join } from 'node:path';
import { expect } from 'vitest';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { attache, attacheJson } from '../testing/attache.ts';
import { exportReport, importReport } from '../testing/field-report.ts';
import { pythonRecords } from '../testing/python-csv.ts';

/*
 * getodk/getodk#18 #408, getodk/briefcase#223 #224, getodk/central#2219: a form ID that SQLite reserves stops
 * nothing: neither this form, nor other forms, nor the next import.
 */
onlyWhere('python3')('both forms are imported, listed and exported, each time again', async () => {
  const { workspace, importCode } = await importReport('18b-sqlite_id');
  expect(importCode).toBe(0);
  const { json } = await attacheJson(['--workspace', workspace, 'submissions']);
  const lines = json as { instanceId: string; signature: string }[];
  expect(lines.map(({ instanceId, signature }) => [instanceId.slice(-4), signature]).sort()).toEqual([
    ['1850', 'valid'],
    ['1851', 'valid'],
  ]);
  const rows = (sql: string): unknown[] => rowsIn({ folder: workspace }, sql);
  expect(rows('SELECT q FROM good')).toEqual([{ q: 'g' }]);
  expect(rows('SELECT q FROM _sqlite_survey')).toEqual([{ q: 'f' }]);
  expect(rows('SELECT x FROM "_sqlite_survey r"')).toEqual([{ x: '1' }]);

  const again = await attache([
    '--workspace',
    workspace,
    'import',
    join(import.meta.dirname, '../../fixtures/field-reports/18b-sqlite_id'),
  ]);
  expect(again.code).toBe(0);
  expect(await attacheJson(['--workspace', workspace, 'problems'])).toMatchObject({ code: 0, json: [] });
  for (const [form, title, q] of [
    ['good', 'Good', 'g'],
    ['sqlite_survey', 'Fx', 'f'],
  ] as const) {
    for (const profile of ['tidy', 'briefcase'] as const) {
      const { folder } = await exportReport(workspace, form, profile);
      expect(pythonRecords(join(folder, `${title}.csv`)).map((row) => row.q)).toEqual([q]);
    }
  }
});
