// Covers core/export/formats/excel/description.ts.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { onlyWhere } from '../../../../fixtures/only-where.ts';
import { writeExport } from '../../export.ts';
import { choices, field, form, repeat, submitted } from '../../testing/forms.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { readWorkbook } from './testing/read-workbook.ts';

const SURVEY = form(
  [
    field('name'),
    field('age', 'int'),
    field('born', 'date'),
    field('start', 'dateTime'),
    field('crop', 'select1', choices('maize', 'teff')),
    field('uses', 'select', choices('food', 'sale')),
    field('Age', 'decimal'),
    repeat('child', field('child/n', 'int')),
  ],
  { title: 'Farms [2024]' },
);
const reader = new MemoryReader(
  [SURVEY],
  [
    submitted(
      SURVEY,
      'uuid:1',
      '<name>=1+1</name><age>42</age><born>1899-05-01</born><start>2024-03-01T09:30:00.000+03:00</start>' +
        '<crop>teff</crop><uses>food sale</uses><Age>0.5</Age><child><n>7</n></child><child><n>x</n></child>',
    ),
    submitted(SURVEY, 'uuid:2', '<name>007</name><age>many</age><born>2001-12-31</born><uses>sale</uses>'),
  ],
);

/** The rows of a sheet as objects. */
function objects(rows: ReturnType<typeof readWorkbook>[number]['rows'] = []) {
  const [header = [], ...rest] = rows;
  return rest.map((row) => Object.fromEntries(row.map((cell, i) => [String(header[i]?.[1]), cell])));
}

onlyWhere('openpyxl')('a form is a workbook: its answers, its repeats, and the codebook', async () => {
  const folder = temporaryFolder();
  const report = await writeExport(reader, { folder, format: 'excel' });
  expect(readdirSync(folder)).toEqual(['Farms (2024).xlsx']);
  expect(report.files).toMatchObject([
    {
      tables: [
        { table: 'Farms _2024_', rows: 2 },
        { table: 'child', rows: 2 },
      ],
    },
  ]);
  const [main, child, codebook, ...rest] = readWorkbook(join(folder, 'Farms (2024).xlsx'));
  expect([main?.name, child?.name, codebook?.name, rest]).toEqual(['Farms _2024_', 'child', 'codebook', []]);
  expect(objects(main?.rows)).toMatchObject([
    {
      key: ['str', 'uuid:1'],
      submission_date: ['datetime', '2024-03-01T08:00:00'],
      name: ['str', '=1+1'],
      age: ['int', 42],
      age_text: null,
      born: ['str', '1899-05-01'],
      start: ['datetime', '2024-03-01T09:30:00'],
      crop: ['str', 'teff'],
      uses: ['str', 'food sale'],
      uses_food: ['int', 1],
      uses_sale: ['int', 1],
      Age: ['float', 0.5],
    },
    {
      key: ['str', 'uuid:2'],
      name: ['str', '007'],
      age: null,
      age_text: ['str', 'many'],
      born: ['datetime', '2001-12-31T00:00:00'],
      start: null,
      crop: null,
      uses_food: ['int', 0],
      uses_sale: ['int', 1],
      Age: null,
    },
  ]);
  expect(objects(child?.rows)).toEqual([
    {
      key: ['str', 'uuid:1/child[1]'],
      parent_key: ['str', 'uuid:1'],
      position: ['int', 1],
      n: ['int', 7],
      n_text: null,
    },
    {
      key: ['str', 'uuid:1/child[2]'],
      parent_key: ['str', 'uuid:1'],
      position: ['int', 2],
      n: null,
      n_text: ['str', 'x'],
    },
  ]);
  const explained = objects(codebook?.rows).flatMap(({ sheet, column }) =>
    sheet == null ? [] : [`${sheet[1]}.${column?.[1]}`],
  );
  const headers = [main, child].flatMap((sheet) =>
    (sheet?.rows[0] ?? []).map((cell) => `${sheet?.name}.${cell?.[1]}`),
  );
  expect(explained).toEqual(headers);
  expect(report.notes.map(({ code, params }) => [code, params.column, params.count])).toEqual([
    ['export.answers_of_other_type', 'n', 1],
    ['export.answers_of_other_type', 'age', 1],
    ['export.cells_as_text', 'born', 1],
  ]);
});
