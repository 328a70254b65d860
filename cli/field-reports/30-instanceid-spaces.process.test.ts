// Covers core/record/read-records.ts.
import { join } from 'node:path';
import { expect } from 'vitest';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { attacheJson } from '../testing/attache.ts';
import { exportReport, importReport } from '../testing/field-report.ts';
import { pythonRecords } from '../testing/python-csv.ts';

/** getodk/briefcase#544 */
onlyWhere('python3')('instance IDs and versions that begin or end with spaces', async () => {
  const { workspace, importCode } = await importReport('30-instanceid-spaces');
  expect(importCode).toBe(0);
  for (const profile of ['tidy', 'briefcase'] as const) {
    const { folder } = await exportReport(workspace, 'sp', profile);
    const rows = pythonRecords(join(folder, 'Sp.csv'));
    const answers = Object.fromEntries(rows.map((row) => [row.key ?? row.KEY, row.q]));
    expect(answers).toEqual({
      lead: 'answer number 0 long enough',
      trail: 'answer number 1 long enough',
      'in  side': 'answer number 2 long enough',
      '\u00a0nbsp': 'answer number 3 long enough',
      ok: 'answer number 4 long enough',
    });
    for (const row of rows) expect(row.signature ?? row.isValidated).toMatch(/^(valid|true)$/);
    const versioned = await exportReport(workspace, 'vs', profile);
    expect(pythonRecords(join(versioned.folder, 'Vs.csv')).map((row) => row.q)).toEqual(['1']);
  }
  const { code, json } = await attacheJson(['--workspace', workspace, 'verify']);
  expect([code, json]).toEqual([0, expect.objectContaining({ signatures: 6, findings: [] })]);
});
