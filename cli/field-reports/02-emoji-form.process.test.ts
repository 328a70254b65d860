// Covers core/ground/export-names.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parseForm } from '../../core/xform/parse-form.ts';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { attacheJson } from '../testing/attache.ts';
import { exportReport, importReport, reportFolder } from '../testing/field-report.ts';
import { pythonRecords } from '../testing/python-csv.ts';
import { viewsOf } from '../testing/views.ts';

const cases = [
  ['labels', 'Labels', ['0201']],
  ['ctrl', 'Ctrl', ['0202']],
  ['idea-💡', 'Idea 💡', ['0203', '0204']],
] as const;

/** getodk/collect#6492 #6767, getodk/central#761 */
onlyWhere('python3')('forms and manifests that write an emoji as two character references', async () => {
  const { workspace, importCode } = await importReport('02-emoji-form');
  expect(importCode).toBe(0);
  const check = async (profile: 'tidy' | 'briefcase', [form, title, ids]: (typeof cases)[number]) => {
    const { folder } = await exportReport(workspace, form, profile);
    const rows = pythonRecords(join(folder, `${title}.csv`));
    expect(rows.map((row) => (row.key ?? row.KEY)?.slice(-4))).toEqual(ids);
    const date = profile === 'tidy' ? '2024-02-29' : 'Feb 29, 2024';
    for (const row of rows) {
      expect(row.visit_date).toBe(date);
      expect(row.signature ?? row.isValidated).toMatch(/^(valid|true)$/);
      const photo = readFileSync(join(folder, row.photo ?? '')).toString('latin1');
      expect(photo).toContain('JPEG');
      expect(photo).toContain(row.key ?? row.KEY);
    }
    const kids = pythonRecords(join(folder, `${title}-kid.csv`));
    expect(kids.map((row) => row['kids/kid/kname'] ?? row.kname)).toEqual(ids.map(() => 'Bo'));
  };
  await Promise.all(cases.flatMap((one) => [check('tidy', one), check('briefcase', one)]));
  const definition = readFileSync(
    join(reportFolder('02-emoji-form'), 'ODK Briefcase Storage/forms/Labels/Labels.xml'),
  );
  expect(parseForm(definition, 'Labels.xml').children[0]?.labels).toEqual({ '': 'Date 📅' });
  const views = viewsOf(workspace);
  for (const [form, , ids] of cases) {
    expect(views.get(form)).toHaveLength(ids.length);
    expect(views.get(`${form} kids kid`)).toHaveLength(ids.length);
  }
  const { json } = await attacheJson(['--workspace', workspace, 'forms']);
  expect(JSON.stringify(json)).toContain('versión 4');
});
