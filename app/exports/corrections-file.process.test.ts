import { join } from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder } from '../../core/export/testing/temporary.ts';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { outputOf, pythonWith } from '../../fixtures/other-programs.ts';
import { readCorrections } from './corrections-file.ts';

/* Workbooks as openpyxl writes them, which is what pandas and many scripts make lists of corrections with. */

const PROGRAM = `import sys, datetime, openpyxl
from openpyxl.cell import WriteOnlyCell
HEADER = ['key', 'variable', 'old', 'new', 'who', 'why']
D = datetime
ROWS = [
  ['uuid:1', 'name', 'Ann', ' Änne "A" <b>&\\n2 ', 'me', 'typing error'],
  ['uuid:2', 'age', 7, 70, None, None],
  ['uuid:3', 'weight', 3.5, 0.1, None, None],
  ['uuid:4', 'weight', 12.0, -1e-05, None, None],
  ['uuid:5', 'born', D.date(2024, 2, 29), D.datetime(1999, 12, 31), None, None],
  ['uuid:6', 'note', None, '', None, None],
  ['uuid:7', 'ok', True, False, None, None],
  [None, None, None, None, None, None],
  ['uuid:8', 'phone', '007', '+254 700', None, None],
  ['uuid:9', 'name', 'ዘጌ', 'سارة 😀', None, None],
]
def fill(sheet):
  sheet.append(HEADER)
  for row in ROWS: sheet.append(row)
shared = openpyxl.Workbook(); fill(shared.active); shared.create_sheet('other').append(['x']); shared.save(sys.argv[1] + '/shared.xlsx')
stream = openpyxl.Workbook(write_only=True); fill(stream.create_sheet('c')); stream.save(sys.argv[1] + '/stream.xlsx')
inline = openpyxl.Workbook(); fill(inline.active)
for row in inline.active.iter_rows():
  for cell in row:
    if cell.data_type == 's': cell.data_type = 'inlineStr'
inline.save(sys.argv[1] + '/inline.xlsx')
iso = openpyxl.Workbook(); iso.iso_dates = True; fill(iso.active); iso.save(sys.argv[1] + '/iso.xlsx')
mac = openpyxl.Workbook(); mac.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904; fill(mac.active); mac.save(sys.argv[1] + '/mac.xlsx')
for name, value in (('time', D.datetime(2024, 2, 29, 8, 30)), ('clock', D.time(8, 30)), ('error', '#N/A'), ('formula', '=1+1')):
  for is_iso in (False, True):
    odd = openpyxl.Workbook(); odd.iso_dates = is_iso; odd.active.append(HEADER); odd.active.append(['uuid:1', 'at', value, 'x'])
    odd.save('%s/%s-%s.xlsx' % (sys.argv[1], name, is_iso))
`;

onlyWhere('openpyxl')('lists of corrections that openpyxl wrote', async () => {
  const folder = temporaryFolder();
  outputOf(pythonWith('openpyxl') ?? 'python3', ['-c', PROGRAM, folder]);
  for (const name of ['shared', 'stream', 'inline', 'iso', 'mac']) {
    const { corrections } = await readCorrections(join(folder, `${name}.xlsx`));
    expect([name, corrections.map((one) => [one.line, one.key, one.variable, one.old, one.new])]).toEqual([
      name,
      [
        [2, 'uuid:1', 'name', 'Ann', ' Änne "A" <b>&\n2 '],
        [3, 'uuid:2', 'age', '7', '70'],
        [4, 'uuid:3', 'weight', '3.5', '0.1'],
        [5, 'uuid:4', 'weight', '12', '-0.00001'],
        [6, 'uuid:5', 'born', '2024-02-29', '1999-12-31'],
        [7, 'uuid:6', 'note', '', ''],
        [8, 'uuid:7', 'ok', 'true', 'false'],
        [10, 'uuid:8', 'phone', '007', '+254 700'],
        [11, 'uuid:9', 'name', 'ዘጌ', 'سارة 😀'],
      ],
    ]);
  }
  for (const name of ['time', 'clock', 'error', 'formula']) {
    for (const isIso of ['False', 'True']) {
      await expect(readCorrections(join(folder, `${name}-${isIso}.xlsx`))).rejects.toMatchObject({
        code: 'export.corrections_unreadable',
        params: { why: 'cell', line: 2 },
      });
    }
  }
});
