// Covers core/ground/xml/decode.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { attacheJson } from '../testing/attache.ts';
import { exportReport, importReport } from '../testing/field-report.ts';
import { pythonRecords, pythonRows } from '../testing/python-csv.ts';
import { viewsOf } from '../testing/views.ts';

/** enketo-legacy#222, onadata#176, getodk/getodk#51 #446 */
onlyWhere('python3')('form definitions in the encoding that they declare', async () => {
  const { workspace, importCode } = await importReport('22-form-encoding');
  expect(importCode).toBe(0);
  const { json } = await attacheJson(['--workspace', workspace, 'forms']);
  const check = async (letter: string, profile: 'tidy' | 'briefcase', labels: readonly string[]) => {
    const { folder } = await exportReport(workspace, `pob_${letter}`, profile, labels);
    const file = join(folder, `Población ${letter}.csv`);
    expect(pythonRows(file)).toHaveLength(2);
    const shown = { sí: labels.length === 0 ? 'sí' : 'Sí', niño_nombre: 'José', foto_año: 'media/f.jpg' };
    expect(pythonRecords(file)[0]).toMatchObject(shown);
    expect(readFileSync(join(folder, 'media', 'f.jpg')).length).toBeGreaterThan(0);
  };
  const letters = ['a', 'b', 'c'];
  await Promise.all(
    letters.flatMap((letter) => [
      check(letter, 'tidy', []),
      check(letter, 'briefcase', []),
      check(letter, 'tidy', ['--labels', '']),
    ]),
  );
  for (const letter of letters) {
    expect(JSON.stringify(json)).toContain(`"Población ${letter}"`);
    expect(viewsOf(workspace).get(`pob_${letter}`)).toEqual([
      expect.objectContaining({ sí: 'sí', niño_nombre: 'José', foto_año: 'f.jpg' }),
    ]);
  }
});
