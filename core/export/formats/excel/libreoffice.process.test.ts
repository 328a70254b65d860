// Covers core/export/formats/excel/workbook-file.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { awkwardForm } from '../../../../fixtures/awkward-form/awkward-form.ts';
import { isHere } from '../../../../fixtures/only-where.ts';
import { outputOf } from '../../../../fixtures/other-programs.ts';
import { type Cell, EMPTY } from '../../analysis/cell.ts';
import { expectedTables } from '../../analysis/testing/answers-in-file.ts';
import { column, handMade } from '../../analysis/testing/hand-made.ts';
import { writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { isTooLong } from './cell-xml.ts';
import { TARGET } from './target.ts';
import { readWorkbook } from './testing/read-workbook.ts';
import { writeWorkbook } from './workbook-file.ts';

/* LibreOffice takes long to install and to start: `npm run test:long`. */
const isLong = process.env.LIBREOFFICE === '1';
const why = isLong ? '' : ' (skipped: it takes long, npm run test:long)';

/** Comma, double quotes, UTF-8, cells as they are shown, all sheets. */
const CSV = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';

const TEXTS = [
  ...['=1+1', '+1', '@a', '007', '1e5', '2024-01-01', 'TRUE', "'quoted", ' before', 'after ', 'two  words'],
  ...['a\nb', 'ዘጌ', 'العربية', '😀', '<b>&amp;</b>', ']]>', 'a\u0007b', '_x0041_', 'x'.repeat(2000)],
];
const DATES = [-25_508, -1, 0, 19_782, 2_932_896];

/** Writes each sheet of a workbook beside it, as `<workbook>-<sheet>.csv`. */
function convert(path: string): void {
  const folder = dirname(path);
  const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  outputOf('soffice', ['--headless', profile, '--convert-to', CSV, '--outdir', folder, path]);
}

test.skipIf(!isLong || !isHere('libreoffice'))(
  `LibreOffice shows every cell as it was written${why}`,
  async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'book.xlsx');
    writeFileSync(path, '');
    const kinds = ['whole', 'number', 'flag', 'date', 'time', 'dateTime'] as const;
    const rows = TEXTS.map((text, i): Cell[] => {
      const day = DATES[i];
      const typed =
        day === undefined
          ? kinds.map(() => EMPTY)
          : [i * 1_000_000_007, i / 8, i % 2, day, i * 3_661_000, day * 86_400_000 + 33_000_000];
      return [`k${i}`, text, ...typed];
    });
    const table = handMade([column('key'), column('t'), ...kinds.map((kind) => column(kind, kind))], rows);
    await writeWorkbook(
      path,
      [{ name: 'Form', table }],
      { note: () => undefined, tell: () => undefined },
      'book.xlsx',
    );
    convert(path);
    const [, ...read] = parse(readFileSync(join(folder, 'book-Form.csv'))) as string[][];
    expect(read.map((row) => row[1])).toEqual(TEXTS);
    // LibreOffice writes a time of day as one would type it in English, whatever its format.
    expect(read.slice(0, DATES.length + 1).map((row) => row.slice(2))).toEqual([
      ['0', '0', '0', '1900-03-01', '12:00:00 AM', '1900-03-01 09:10:00'],
      ['1000000007', '0.125', '1', '1969-12-31', '01:01:01 AM', '1969-12-31 09:10:00'],
      ['2000000014', '0.25', '0', '1970-01-01', '02:02:02 AM', '1970-01-01 09:10:00'],
      ['3000000021', '0.375', '1', '2024-02-29', '03:03:03 AM', '2024-02-29 09:10:00'],
      ['4000000028', '0.5', '0', '9999-12-31', '04:04:04 AM', '9999-12-31 09:10:00'],
      ['', '', '', '', '', ''],
    ]);
    expect(parse(readFileSync(join(folder, 'book-codebook.csv')))).toHaveLength(9);
  },
);

test.skipIf(!isLong || !isHere('libreoffice'))(
  `LibreOffice has every text of the awkward form${why}`,
  async () => {
    const options: OptionsFor<'excel'> = {
      format: 'excel',
      folder: temporaryFolder(),
      fileName: 'f',
      excludeMedia: true,
    };
    const { reader } = awkwardForm(null);
    await writeExport(reader, options);
    const path = join(options.folder, 'f.xlsx');
    convert(path);
    const names = readWorkbook(path).map(({ name }) => name);
    let texts = 0;
    for (const [i, { columns, rows }] of expectedTables(reader, options, TARGET).entries()) {
      const [header, ...read] = parse(readFileSync(join(options.folder, `f-${names[i]}.csv`))) as string[][];
      expect(header).toEqual(columns.map(({ name }) => name));
      expect(read).toHaveLength(rows.length);
      for (const [at, { kind }] of columns.entries()) {
        if (kind !== 'text') continue;
        const all = rows.map((row) => String(row[at] ?? ''));
        const whole = (text: string, place: number): string => (isTooLong(all[place] ?? '') ? '' : text);
        expect(read.map((row, place) => whole(row[at] ?? '', place))).toEqual(all.map(whole));
        texts += all.filter((text) => text !== '').length;
      }
    }
    expect(texts).toBeGreaterThan(100);
  },
);
