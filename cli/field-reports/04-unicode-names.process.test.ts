// Covers core/ground/file-name.ts.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { exportReport, importReport } from '../testing/field-report.ts';
import { pythonRecords } from '../testing/python-csv.ts';
import { viewsOf } from '../testing/views.ts';

/** kobotoolbox/kpi#623, kobotoolbox/kobocat#134 */
onlyWhere('python3')('names of questions and groups have every character that XML allows', async () => {
  const { workspace, importCode } = await importReport('04-unicode-names');
  expect(importCode).toBe(0);
  const { folder, code } = await exportReport(workspace, 'farsi', 'briefcase');
  expect(code).toBe(0);
  const rows = pythonRecords(join(folder, 'Farsi.csv'));
  expect(rows).toHaveLength(2);
  for (const row of rows) {
    expect(row).toMatchObject({
      تاریخ‌تولد: 'May 6, 1990',
      col·lecció: 'Feb 3, 2001',
      'x😀y': 'Jan 1, 2014',
      क‍ष: 'Jan 1, 2016',
    });
  }
  const photos = rows.flatMap((row) => [row.عکس, row.عکس‌خانه]);
  expect(new Set(photos).size).toBe(4);
  for (const photo of photos) expect(existsSync(join(folder, photo ?? 'none'))).toBe(true);
  expect(readdirSync(join(folder, 'media'))).toHaveLength(4);
  for (const repeat of ['r·p', 'rp2', 'اعضای‌خانواده']) {
    expect(pythonRecords(join(folder, `Farsi-${repeat}.csv`))).toHaveLength(3);
    expect(viewsOf(workspace).get(`farsi ${repeat}`)).toHaveLength(3);
  }
  const tidy = await exportReport(workspace, 'farsi', 'tidy');
  expect(tidy.code).toBe(0);
  expect(pythonRecords(join(tidy.folder, 'Farsi.csv'))[0]).toMatchObject({
    تاریخ‌تولد: '1990-05-06',
    'x😀y': '2014-01-01',
  });
});
