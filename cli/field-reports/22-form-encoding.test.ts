import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attacheJson } from '../testing/attache.ts';
import { exportReport, importReport } from '../testing/field-report.ts';
import { hasPython, pythonRecords, pythonRows } from '../testing/python-csv.ts';
import { viewsOf } from '../testing/views.ts';

/** enketo-legacy#222, onadata#176, getodk/getodk#51 #446 */
test.skipIf(!hasPython)('form definitions in the encoding that they declare', async () => {
  const { workspace, importCode } = await importReport('22-form-encoding');
  expect(importCode).toBe(0);
  const { json } = await attacheJson(['--workspace', workspace, 'forms']);
  for (const letter of ['a', 'b', 'c']) {
    const form = `pob_${letter}`;
    expect(JSON.stringify(json)).toContain(`"Población ${letter}"`);
    for (const profile of ['tidy', 'briefcase'] as const) {
      const { folder } = await exportReport(workspace, form, profile);
      const rows = pythonRecords(join(folder, `Población ${letter}.csv`));
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ sí: 'sí', niño_nombre: 'José', foto_año: 'media/f.jpg' });
      expect(readFileSync(join(folder, 'media', 'f.jpg')).length).toBeGreaterThan(0);
    }
    const labelled = await exportReport(workspace, form, 'tidy', ['--labels', '']);
    expect(pythonRows(join(labelled.folder, `Población ${letter}.csv`)).flat()).toContain('Sí');
    expect(viewsOf(workspace).get(form)).toEqual([
      expect.objectContaining({ sí: 'sí', niño_nombre: 'José', foto_año: 'f.jpg' }),
    ]);
  }
});
