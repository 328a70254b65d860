// Covers core/ground/xml/stand-ins.ts.
import { join } from 'node:path';
import { expect } from 'vitest';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { attacheJson } from '../testing/attache.ts';
import { exportReport, importReport } from '../testing/field-report.ts';
import { pythonRecords } from '../testing/python-csv.ts';

/**
 * The notes by the last digits of the ID, for encrypted submissions. The same notes without encryption have
 * IDs that are 16 higher.
 */
const notes: Readonly<Record<string, string | RegExp>> = {
  101: 'all good',
  102: 'from word\u0003 end',
  103: 'nul\ufffd end',
  104: 'vt\u000b end',
  105: 'fffe\ufffe end',
  106: 'stx \u0002 end',
  107: 'nul \ufffd end',
  108: 'emoji 😀 end',
  109: 'emoji 😀 end',
  110: 'lone \ufffd end',
  111: 'train 🚆 end',
  112: 'train 😀 end',
  113: 'nel\u0085ls\u2028 end',
  114: 'del\u007fc1\u0092 end',
  115: /^'?cr \r end$/,
  116: /^'?crlf \r\n end$/,
};

/**
 * enketo/enketo#1118 #1499, kobotoolbox/enketo-express#148, kobotoolbox/kpi#6385, getodk/javarosa#685,
 * getodk/collect#4554, getodk/central-frontend#151, onaio/onadata#1573
 */
onlyWhere('python3')('a character that XML forbids is at most lost itself, and nothing else is', async () => {
  const { workspace } = await importReport('01-control-chars');
  for (const profile of ['tidy', 'briefcase'] as const) {
    const { folder } = await exportReport(workspace, 'clinic', profile);
    const rows = pythonRecords(join(folder, 'Clinic visit.csv'));
    expect(rows).toHaveLength(32);
    for (const row of rows) {
      expect(row).toMatchObject({ name: 'Ada', age: '41' });
      const id = Number((row.key ?? row.KEY)?.slice(-3));
      const wanted = notes[id > 116 ? id - 16 : id];
      if (wanted instanceof RegExp) expect(row.note).toMatch(wanted);
      else expect([id, row.note]).toEqual([id, wanted]);
      const isProved = profile === 'tidy' ? row.signature === 'valid' : row.isValidated === 'true';
      expect([id, isProved]).toEqual([id, id <= 116]);
    }
  }
  const { json } = await attacheJson(['--workspace', workspace, 'problems']);
  const told = JSON.stringify(json);
  expect(told).toContain('submission.characters_kept');
  expect(told).toContain('submission.characters_replaced');
  expect(told).not.toMatch(/decrypt\.|xml_invalid/);
  const verified = await attacheJson(['--workspace', workspace, 'verify']);
  expect([verified.code, verified.json]).toEqual([
    0,
    expect.objectContaining({ signatures: 16, findings: [] }),
  ]);
});
