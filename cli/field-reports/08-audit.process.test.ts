// Covers core/export/formats/briefcase/audit.ts.
import { join } from 'node:path';
import { expect } from 'vitest';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { exportReport, importReport } from '../testing/field-report.ts';
import { pythonRecords } from '../testing/python-csv.ts';

/** getodk/collect#3094 #3100 #3113, getodk/central-backend#333 */
onlyWhere('python3')('a second header inside an audit log is a header', async () => {
  const { workspace } = await importReport('08-audit');
  const { folder } = await exportReport(workspace, 'audit_t', 'tidy');
  const rows = pythonRecords(join(folder, 'Audit - test-audit.csv'));
  expect(rows).toHaveLength(12);
  expect(rows.map((row) => row.event)).not.toContain('event');
  const questions = rows.filter((row) => row.key?.endsWith('0801') && row.event === 'question');
  expect(questions[1]).toMatchObject({
    latitude: '1.0',
    longitude: '2.0',
    accuracy: '5',
    'old-value': 'x, y',
    'new-value': 'a "q"\nb',
    other: '',
  });
  expect(rows.find((row) => row.key?.endsWith('0806') && row.event === 'question')).toMatchObject({
    'new-value': '5" pipe',
  });
});
