// Covers core/export/corrections/csv-rows.ts, core/export/corrections/xlsx-dates.ts,
// core/export/corrections/xlsx-rows.ts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../core/export/testing/temporary.ts';
import { ZipFile } from '../../core/ground/zip/zip-file.ts';
import { readCorrections } from './corrections-file.ts';

const HEADER = 'key,variable,old,new,who,why';

function written(bytes: string | Uint8Array, name = 'c.csv'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

const lines = async (path: string) =>
  (await readCorrections(path)).corrections.map((one) => [one.line, one.key, one.variable, one.old, one.new]);

const why = (reason: string, more: object = {}) =>
  expect.objectContaining({
    code: 'export.corrections_unreadable',
    params: expect.objectContaining({ why: reason, ...more }),
  });

test('CSV with commas, semicolons or tabs, with and without a byte order mark, in UTF-8 and UTF-16', async () => {
  for (const separator of [',', ';', '\t']) {
    const text = `${HEADER}\r\n"u;,\t1",a,"x ""y""\nz",ዘጌ,me,""\r\n\r\nu2,b,,1,,`.replace(
      /(?<!u;),(?!\t)/g,
      separator,
    );
    for (const bytes of [text, `\uFEFF${text}`, Buffer.from(`\uFEFF${text}`, 'utf16le')])
      expect(await lines(written(bytes))).toEqual([
        [3, `u;${separator === ',' ? ',' : ','}\t1`, 'a', 'x "y"\nz', 'ዘጌ'],
        [5, 'u2', 'b', '', '1'],
      ]);
  }
});

test.each([
  ['', 'empty'],
  ['key,variable,old\n', 'columns'],
  [`${HEADER}\n"open`, 'csv'],
  [Buffer.from(`${HEADER}\nu,a,caf\u00e9,b`, 'latin1'), 'encoding'],
  ['PK and then something else', 'workbook'],
])('%j is refused: %s', async (bytes, reason) => {
  await expect(readCorrections(written(bytes))).rejects.toEqual(why(reason));
});

test('no file, and a folder, are refused', async () => {
  const folder = temporaryFolder();
  await expect(readCorrections(join(folder, 'none.csv'))).rejects.toEqual(why('missing'));
  await expect(readCorrections(folder)).rejects.toEqual(why('missing'));
});

const X = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';

/** Writes a workbook with this sheet, under a name that is not that of the first sheet. */
async function workbook(rows: string, parts: Readonly<Record<string, string>> = {}): Promise<string> {
  const path = written('', 'c.xlsx');
  const zip = new ZipFile(path);
  const header = HEADER.split(',')
    .map((name) => `<c t="inlineStr"><is><t>${name}</t></is></c>`)
    .join('');
  const all = {
    'xl/workbook.xml': `<workbook ${X} xmlns:r="urn:r"><workbookPr/><sheets><sheet name="C" sheetId="7" r:id="rId3"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      '<Relationships xmlns="urn:rel"><Relationship Id="rId3" Target="worksheets/sheet7.xml"/></Relationships>',
    'xl/worksheets/sheet7.xml': `<worksheet ${X}><sheetData><row r="1">${header}</row>${rows}</sheetData></worksheet>`,
    'xl/styles.xml': `<styleSheet ${X}><numFmts><numFmt numFmtId="164" formatCode="dd&quot;d&quot;/mm/yyyy"/><numFmt numFmtId="165" formatCode="0.0&quot;day&quot;[Red]"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst ${X}><si><t xml:space="preserve"> u1 </t></si><si><r><t>ti</t></r><r><t>tle</t></r><rPh><t>no</t></rPh></si></sst>`,
    ...parts,
  };
  for (const [name, text] of Object.entries(all)) await zip.add(name, [Buffer.from(text)]);
  zip.finish();
  zip.close();
  return path;
}

test('a workbook gives texts, numbers as they are stored, and days as days', async () => {
  const path = await workbook(
    '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" s="1"><v>45413</v></c><c r="D2" s="2"><v>36526</v></c></row>' +
      '<row r="4"><c r="A4"><v>12</v></c><c r="C4" s="3"><v>3.5</v></c><c r="D4" t="b"><v>1</v></c></row>' +
      '<row r="5"><c r="A5" t="str"><f>A4</f><v>a_x000D_b_x005F_x</v></c><c r="D5"/></row>',
  );
  expect(await lines(path)).toEqual([
    [2, 'u1', 'title', '2024-05-01', '2000-01-01'],
    [4, '12', '', '3.5', 'true'],
    [5, 'a\rb_x', '', '', ''],
  ]);
});

test.each([
  ['3.2999999999999998', '3.3'],
  ['1.0000000000000001E-5', '0.00001'],
  ['1.5E+22', '15000000000000000000000'],
  ['-2.5E-9', '-0.0000000025'],
  ['12.0', '12'],
  ['0', '0'],
  ['-0.5', '-0.5'],
  ['123456789.12345679', '123456789.12345679'],
  ['12345678901234567890', '12345678901234567890'],
])('the number %s of a workbook is %s', async (stored, read) => {
  expect((await lines(await workbook(`<row r="2"><c r="C2"><v>${stored}</v></c></row>`)))[0]?.[3]).toBe(read);
});

test('days of a workbook that counts from 1904', async () => {
  const book = `<workbook ${X} xmlns:r="urn:r"><workbookPr date1904="1"/><sheets><sheet r:id="rId3"/></sheets></workbook>`;
  const path = await workbook('<row r="2"><c r="C2" s="1"><v>43951</v></c></row>', {
    'xl/workbook.xml': book,
  });
  expect((await lines(path))[0]?.[3]).toBe('2024-05-01');
});

test.each([
  ['an error', '<c r="C2" t="e"><v>#N/A</v></c>'],
  ['a date with a time', '<c r="C2" s="1"><v>45413.5</v></c>'],
  ['a day before Excel’s days are right', '<c r="C2" s="1"><v>12</v></c>'],
  ['a formula without its result', '<c r="C2"><f>A1</f></c>'],
])('%s is refused with its line', async (_what, cell) => {
  await expect(readCorrections(await workbook(`<row r="2">${cell}</row>`))).rejects.toEqual(
    why('cell', { line: 2 }),
  );
});

test.each([
  ['an entity', '<!DOCTYPE a [<!ENTITY x "y">]><worksheet/>'],
  ['a sheet that is not XML', 'no sheet'],
  ['a cell far to the right', `<worksheet ${X}><sheetData><row><c r="ZZZ1"/></row></sheetData></worksheet>`],
])('%s is refused', async (_what, sheet) => {
  await expect(readCorrections(await workbook('', { 'xl/worksheets/sheet7.xml': sheet }))).rejects.toEqual(
    why('workbook'),
  );
});

test('a workbook that unpacks to more than a list can be is refused', async () => {
  const large = ' '.repeat(51_000_000);
  await expect(readCorrections(await workbook('', { 'xl/sharedStrings.xml': large }))).rejects.toEqual(
    why('large'),
  );
});
