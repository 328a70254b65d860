// Covers core/xform/answer-splitter.ts.
import { join } from 'node:path';
import { expect } from 'vitest';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { exportReport, importReport } from '../testing/field-report.ts';
import { pythonRecords } from '../testing/python-csv.ts';

const ending = (rows: readonly Record<string, string>[], id: string) =>
  rows.find((row) => (row.key ?? row.KEY)?.endsWith(id));

/** XLSForm/pyxform#175 #381, kpi#960 #5940, formpack#56 #303 */
onlyWhere('python3')(
  'choices with spaces are split and labelled; answers with unknown choices stay whole',
  async () => {
    const { workspace } = await importReport('13-selects');
    const split = await exportReport(workspace, 'choices', 'tidy', ['--split-select-multiples']);
    const rows = pythonRecords(join(split.folder, 'Choices.csv'));
    expect(ending(rows, '1301')).toMatchObject({ 'sp/za munda': '1', 'sp/za': '0', 'sp/x': '1' });
    expect(ending(rows, '1303')).toMatchObject({ 'sp/za munda': '0', 'sp/za': '1', 'sp/x': '0' });
    for (const name of ['fruit', 'ext']) {
      expect(Object.keys(rows[0] ?? {}).filter((column) => column.startsWith(`${name}/`))).toEqual([]);
      expect(split.err).toMatch(new RegExp(`not split.*\\b${name}\\b`));
    }
    // The choices are in the file beside the form.
    expect(ending(rows, '1301')).toMatchObject({ 'towns/addis': '1', 'towns/dire': '1' });

    const labels = await exportReport(workspace, 'choices', 'tidy', ['--labels', '']);
    expect(ending(pythonRecords(join(labels.folder, 'Choices.csv')), '1301')).toMatchObject({
      sp: 'Za munda; X',
      towns: 'Addis Ababa; Dire Dawa',
      strsel: 'Za munda',
    });
  },
);

onlyWhere('python3')(
  'the Briefcase format splits at spaces, and writes no 0 for a chosen value',
  async () => {
    const { workspace } = await importReport('13-selects');
    const { folder } = await exportReport(workspace, 'choices', 'briefcase', ['--split-select-multiples']);
    const rows = pythonRecords(join(folder, 'Choices.csv'));
    expect(ending(rows, '1301')).toMatchObject({ 'sp/za munda': '1', 'sp/za': '1', 'sp/x': '1' });
    expect(ending(rows, '1303')).toMatchObject({ 'sp/za munda': '0', 'sp/za': '1', 'sp/x': '0' });
  },
);
