// Covers core/export/formats/excel/sheet-xml.ts, core/export/formats/excel/cell-xml.ts,
// core/export/formats/excel/serial.ts, core/export/formats/excel/workbook-parts.ts,
// core/export/formats/excel/long-texts.ts, core/export/formats/excel/codebook.ts,
// core/export/formats/excel/sheets.ts, core/export/formats/excel/limits.ts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { onlyWhere } from '../../../../fixtures/only-where.ts';
import { type ProblemData, problemData } from '../../../ground/problem.ts';
import type { FinishedTable } from '../../analysis/analysis-table.ts';
import { type Cell, EMPTY, NOT_ASKED, NOT_IN_VERSION } from '../../analysis/cell.ts';
import { column, FORM, handMade } from '../../analysis/testing/hand-made.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { readWorkbook } from './testing/read-workbook.ts';
import { writeWorkbook } from './workbook-file.ts';

/* Cell by cell, as openpyxl reads it: the library behind pandas and many others. */

type Noted = readonly [note: string, column: string, count: number];

async function written(
  tables: readonly { readonly name: string; readonly table: FinishedTable }[],
  limits?: Parameters<typeof writeWorkbook>[5],
) {
  const path = join(temporaryFolder(), 'book.xlsx');
  writeFileSync(path, '');
  const notes: Noted[] = [];
  const told: ProblemData[] = [];
  await writeWorkbook(
    path,
    tables,
    {
      note: (note, name, count = 1) => notes.push([note, name, count]),
      tell: (note) => told.push(note),
    },
    'book.xlsx',
    {},
    limits,
  );
  return { sheets: readWorkbook(path), notes, told };
}

const DAY = 86_400_000;
const days = (text: string): number => Date.parse(`${text}T00:00Z`) / DAY;
const clock = (text: string): number => Date.parse(`${text}Z`);

/** Texts that a spreadsheet would take for something else, or that readers cut or change. */
const TEXTS = [
  ...['=1+1', '+1', '-1', '@a', '007', '1e5', '2024-01-01', 'TRUE', '#N/A', "'quoted", '"', 'NULL'],
  ...[
    ' before',
    'after ',
    'two  words',
    'a\nb',
    'a\r\nb\rc',
    '\t',
    ' ',
    'ዘጌ',
    'العربية',
    '😀',
    '<b>&amp;</b>',
  ],
  ...['\ufeffx', ']]>', '\u007f\u0085\u2028', 'x'.repeat(2000)],
];

onlyWhere('openpyxl')('every kind of cell has its own type, and no text is anything else', async () => {
  const kinds = ['whole', 'number', 'flag', 'date', 'time', 'dateTime'] as const;
  const values: readonly (readonly Cell[])[] = [
    [5, 0.1, 1, days('1900-03-01'), 0, clock('1900-03-01T00:00:00')],
    [-999_999_999_999_999, -1e300, 0, days('2024-02-29'), 33_000_250, clock('2024-03-10T02:30:00.250')],
    [0, 1 / 3, EMPTY, days('9999-12-31'), DAY - 1000, clock('9999-12-31T23:59:59')],
    [EMPTY, NOT_ASKED, NOT_IN_VERSION, EMPTY, EMPTY, EMPTY],
  ];
  const columns = [column('key'), column('t'), ...kinds.map((kind) => column(kind, kind))];
  const rows = TEXTS.map((text, i): Cell[] => [`0${i}`, text, ...(values[i] ?? kinds.map(() => EMPTY))]);
  const { sheets, notes } = await written([{ name: 'Form', table: handMade(columns, rows) }]);
  expect(sheets.map(({ name, frozen }) => [name, frozen])).toEqual([
    ['Form', 'A2'],
    ['codebook', 'A2'],
  ]);
  const [header = [], ...cells] = sheets[0]?.rows ?? [];
  expect(header.map((cell) => cell?.[1])).toEqual(columns.map(({ name }) => name));
  expect(cells.map((row) => row.slice(0, 2))).toEqual(
    TEXTS.map((text, i) => [
      ['str', `0${i}`],
      ['str', text],
    ]),
  );
  expect(cells.slice(0, 4).map((row) => row.slice(2))).toEqual([
    [
      ['int', 5],
      ['float', 0.1],
      ['int', 1],
      ['datetime', '1900-03-01T00:00:00'],
      ['time', '00:00:00'],
      ['datetime', '1900-03-01T00:00:00'],
    ],
    [
      ['int', -999_999_999_999_999],
      ['float', -1e300],
      ['int', 0],
      ['datetime', '2024-02-29T00:00:00'],
      ['time', '09:10:00.250000'],
      ['datetime', '2024-03-10T02:30:00.250000'],
    ],
    [
      ['int', 0],
      ['float', 1 / 3],
      null,
      ['datetime', '9999-12-31T00:00:00'],
      ['time', '23:59:59'],
      ['datetime', '9999-12-31T23:59:59'],
    ],
    [null, null, null, null, null, null],
  ]);
  expect(notes).toEqual([]);
});

onlyWhere('openpyxl')('what Excel cannot hold as a date or number is a text, and is counted', async () => {
  const columns = [column('key'), column('d', 'date'), column('t', 'dateTime'), column('n', 'whole')];
  const rows: Cell[][] = [
    ['a', days('1900-02-28'), clock('1899-12-31T12:00:00'), 1_000_000_000_000_000],
    ['b', days('0987-05-01'), clock('0987-05-01T01:02:03.004'), -9007199254740991],
  ];
  const { sheets, notes } = await written([{ name: 'F', table: handMade(columns, rows) }]);
  expect(sheets[0]?.rows.slice(1).map((row) => row.slice(1))).toEqual([
    [
      ['str', '1900-02-28'],
      ['str', '1899-12-31T12:00:00'],
      ['str', '1000000000000000'],
    ],
    [
      ['str', '0987-05-01'],
      ['str', '0987-05-01T01:02:03.004'],
      ['str', '-9007199254740991'],
    ],
  ]);
  expect(notes.map(([note, name]) => `${note} ${name}`).sort()).toEqual(
    ['d', 'd', 'n', 'n', 't', 't'].map((name) => `as-text ${name}`),
  );
});

onlyWhere('openpyxl')('a text that is longer than a cell can be is whole on a sheet of its own', async () => {
  const long = `${'ጤፍ '.repeat(20_000)}😀${'y'.repeat(40_000)} end`;
  const table = handMade(
    [column('key'), column('t')],
    [
      ['a', 'short'],
      ['b', long],
      ['c', 'z'.repeat(32_767)],
    ],
  );
  const { sheets, notes } = await written([{ name: 'F', table }]);
  expect(sheets.map(({ name }) => name)).toEqual(['F', 'long texts', 'codebook']);
  const cut = String(sheets[0]?.rows[2]?.[1]?.[1]);
  expect(cut).toHaveLength(32_767);
  expect(cut.endsWith('… [the whole text is in the sheet "long texts"]')).toBe(true);
  expect(long.startsWith(cut.slice(0, 32_000))).toBe(true);
  expect(sheets[0]?.rows[3]?.[1]?.[1]).toBe('z'.repeat(32_767));
  const parts = sheets[1]?.rows.slice(1).map((row) => row.map((cell) => cell?.[1])) ?? [];
  expect(parts.map((row) => row.slice(0, 4))).toEqual(parts.map((_, i) => ['F', 'b', 't', i + 1]));
  expect(parts.map((row) => row[4]).join('')).toBe(long);
  expect(notes).toEqual([['long-text', 't', 1]]);
});

onlyWhere('openpyxl')('too many rows and too many columns go on in further sheets', async () => {
  const columns = ['key', 'a', 'b', 'c', 'd'].map((name) => column(name));
  const rows = Array.from({ length: 7 }, (_, i) => [`k${i}`, `a${i}`, `b${i}`, `c${i}`, `d${i}`]);
  const { sheets, told } = await written(
    [
      { name: 'F', table: handMade(columns, rows) },
      { name: 'empty', table: handMade([column('key')], []) },
      { name: 'F (2)', table: handMade([column('key')], [['x']]) },
    ],
    { rows: 4, columns: 3 },
  );
  const read = sheets.map(({ name, rows: cells }) => [
    name,
    cells.map((row) => row.map((cell) => cell?.[1])),
  ]);
  const part = (names: string[], start: number, end: number) => [
    names,
    ...rows
      .slice(start, end)
      .map(([key, ...rest]) => [
        key,
        ...names.slice(1).map((name) => rest[['a', 'b', 'c', 'd'].indexOf(name)]),
      ]),
  ];
  const [ab, cd] = [
    ['key', 'a', 'b'],
    ['key', 'c', 'd'],
  ];
  expect(read.slice(0, 8)).toEqual([
    ['F', part(ab, 0, 3)],
    ['F (2)', part(ab, 3, 6)],
    ['F (3)', part(ab, 6, 7)],
    ['F (4)', part(cd, 0, 3)],
    ['F (5)', part(cd, 3, 6)],
    ['F (6)', part(cd, 6, 7)],
    ['empty', [['key']]],
    ['F (2) (2)', [['key'], ['x']]],
  ]);
  expect(told).toContainEqual(
    problemData('export.table_in_sheets', { file: 'book.xlsx', table: 'F', count: 6 }),
  );
});

onlyWhere('openpyxl')(
  'the codebook has the columns, the choices, and what kinds of nothing there are',
  async () => {
    const list = {
      name: 'yes_no',
      isCodedByValue: false,
      choices: [
        { value: 'y', labels: { English: 'Yes', አማርኛ: 'አዎ' }, code: 1 },
        { value: 'n', labels: { English: 'No' }, code: 2 },
      ],
    };
    const question = {
      path: 'g/ok',
      type: 'select1',
      labels: { English: 'Fine?', አማርኛ: 'ደህና?' },
      hints: { English: 'Ask.' },
      relevant: '/data/a > 1',
      constraint: null,
      required: null,
      versions: { first: '1', last: '3' },
    } as const;
    const form = { ...FORM, languages: ['English', 'አማርኛ'] };
    const table = handMade(
      [
        column('key'),
        column('ok', 'text', { original: 'g/ok', labels: question.labels, list, question }),
        column('at', 'dateTime'),
      ],
      [
        ['a', 'y', 0],
        ['b', NOT_ASKED, EMPTY],
        ['c', NOT_IN_VERSION, EMPTY],
      ],
      { form },
    );
    const { sheets } = await written([{ name: 'F', table }]);
    const [header = [], ...rows] = sheets.at(-1)?.rows ?? [];
    const names = header.map((cell) => String(cell?.[1]));
    const read = rows.map((row) =>
      Object.fromEntries(row.flatMap((cell, i) => (cell === null ? [] : [[names[i], cell[1]]]))),
    );
    expect(names).toContain('hint (English)');
    expect(names).not.toContain('constraint');
    expect(read).toEqual([
      {
        sheet: 'F',
        column: 'key',
        question: 'key',
        values: 3,
        empty: 0,
        'not asked': 0,
        'not in version': 0,
      },
      {
        sheet: 'F',
        column: 'ok',
        list: 'yes_no',
        'label (English)': 'Fine?',
        'label (አማርኛ)': 'ደህና?',
        'hint (English)': 'Ask.',
        question: 'g/ok',
        type: 'select1',
        relevant: '/data/a > 1',
        'first version': '1',
        'last version': '3',
        values: 1,
        empty: 0,
        'not asked': 1,
        'not in version': 1,
      },
      {
        sheet: 'F',
        column: 'at',
        question: 'at',
        values: 1,
        empty: 2,
        'not asked': 0,
        'not in version': 0,
        note: 'Each time is on the clock that recorded it.',
      },
      { list: 'yes_no', choice: 'y', 'label (English)': 'Yes', 'label (አማርኛ)': 'አዎ' },
      { list: 'yes_no', choice: 'n', 'label (English)': 'No' },
    ]);
  },
);
