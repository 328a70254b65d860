// Covers core/export/csv/.
import { join } from 'node:path';
import { expect } from 'vitest';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { exportReport, importReport } from '../testing/field-report.ts';
import { pythonRecords } from '../testing/python-csv.ts';

/** kobocat#81, kpi#3029, formpack#56 */
onlyWhere('python3')('answers that break CSV readers stay one cell each', async () => {
  const { workspace } = await importReport('16-csv-readers');
  for (const profile of ['tidy', 'briefcase'] as const) {
    const { folder, err } = await exportReport(workspace, 'reader', profile);
    const rows = pythonRecords(join(folder, 'Reader.csv'));
    expect(rows).toHaveLength(41);
    expect(rows.map((row) => row.num)).toEqual(rows.map((_row, i) => String(i)));
    expect(rows.find((row) => row.id === '001')?.txt).toBe('a\rb');
    const isGuarded = (row: Readonly<Record<string, string>>) => /^'[=+@\-\t]/.test(row.txt ?? '');
    expect(rows.filter(isGuarded)).toHaveLength(profile === 'tidy' ? 7 : 0);
    if (profile === 'tidy') expect(err).toMatch(/\b7 cells in Reader\.csv .*: txt\./);
    else expect(err).toBe('');
  }
});
