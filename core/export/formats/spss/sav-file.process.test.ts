// Covers core/export/formats/spss/document.ts, core/export/formats/spss/response-sets.ts,
// core/export/formats/spss/attributes.ts, core/export/formats/spss/variables.ts,
// core/export/formats/spss/number-variables.ts, core/export/formats/spss/text-variables.ts,
// core/export/formats/spss/value-labels.ts.
import { join } from 'node:path';
import { expect } from 'vitest';
import { onlyWhere } from '../../../../fixtures/only-where.ts';
import type { FinishedTable } from '../../analysis/analysis-table.ts';
import { type Cell, EMPTY, isMissing, NOT_ASKED, NOT_IN_VERSION } from '../../analysis/cell.ts';
import type { ChoiceList } from '../../analysis/choice-list.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';
import { column, FORM, handMade } from '../../analysis/testing/hand-made.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { writeSav } from './sav-file.ts';
import { foreignFiles, havenFiles, pspp, psppRows, readstat, tablesIn } from './testing/other-readers.ts';

/* Only programs that are not ours can say whether a file is right. */

const COLOURS: ChoiceList = {
  name: 'colours',
  isCodedByValue: false,
  choices: [
    { value: 'red', labels: { en: 'Red', am: 'ቀይ' }, code: 1 },
    { value: "it's", labels: { en: 'Red' }, code: 2 },
    { value: 'dark red', labels: {}, code: 3 },
    { value: 'long', labels: { en: 'é'.repeat(100) }, code: 4 },
  ],
};
const AGREES: ChoiceList = {
  name: 'agrees',
  isCodedByValue: true,
  choices: [-99, 1, 2].map((code) => ({ value: String(code), labels: { en: `Says ${code}` }, code })),
};

const WIDTHS = [1, 8, 9, 20, 60, 255, 256, 504, 505, 600, 2000, 7300, 32_766, 32_767, 32_768, 40_000];
/** A text of so many bytes, of letters of one to four bytes. */
function wide(bytes: number): string {
  let text = '';
  let length = 0;
  for (let i = 0; length < bytes; i += 1) {
    const letter = ['a', 'é', 'ዘ', '😀', 'م', ' ', 'z'][i % 7] ?? 'a';
    const size = Buffer.byteLength(letter);
    if (length + size > bytes || (letter === ' ' && length + size === bytes)) {
      text += 'x'.repeat(bytes - length);
      break;
    }
    text += letter;
    length += size;
  }
  return text;
}

const NUMBERS = [0, -0, 1, -99, -100, 151, 152, 0.1, -1.5, 2 ** 31, -(2 ** 31) - 1, 2 ** 53];
const LARGE = [1.7e308, -1.7e308, 1e300, 1e-300, 5e-324, Math.PI, 2 ** 53 + 2];
/** From the first day that SPSS has to the last that a form can hold. */
const DAYS = [-141_427, -100_000, -1, 0, 1, 19_876, 100_000, 2_932_896];
const MOMENTS = [-12_219_292_800_000, -1, 0, 1, 1_718_000_000_123, 253_402_300_799_999];
const CLOCKS = [0, 1, 43_200_000, 86_399_999];
const TEXTS = [
  'plain',
  ' leading',
  'a\nb\r\nc\td',
  '"',
  "'; --",
  'NULL',
  '.',
  '-99',
  '007',
  'ዘጌ',
  'العربية',
  '👩🏽‍💻',
];

const COLUMNS: readonly AnalysisColumn[] = [
  column('key'),
  column('whole', 'whole'),
  column('number', 'number'),
  column('large', 'number'),
  column('day', 'date'),
  column('moment', 'dateTime'),
  column('clock', 'time'),
  column('flag', 'flag'),
  column('colour', 'choice', {
    list: COLOURS,
    original: 'group/colour',
    labels: { en: 'Which colour?', am: 'የትኛው ቀለም?' },
    question: {
      path: 'group/colour',
      type: 'select1',
      labels: { en: 'Which colour?', am: 'የትኛው ቀለም?' },
      hints: { en: 'The brightest,\nif any' },
      relevant: "/data/age > '5'",
      constraint: ". != 'x'",
      required: null,
      versions: { first: '1', last: '7' },
    },
  }),
  column('agrees', 'choice', { list: AGREES }),
  ...['a', 'b', 'A'].map((choice) =>
    column(`many_${choice === 'A' ? 'A_9f3c' : choice}`, 'flag', {
      role: 'choice',
      choice,
      original: `group/many/${choice}`,
      labels: { en: `Many: ${choice}` },
    }),
  ),
  column('short'),
  column('text'),
  column('nothing'),
  column('no_number', 'number'),
  column('ዕድሜ'),
  column('n'.repeat(64)),
  ...WIDTHS.map((width) => column(`wide_${width}`)),
];

const REASONS = [EMPTY, NOT_ASKED, NOT_IN_VERSION];

/** Row by row, another cell of each column, and now and then no value. */
function rowsOf(count: number): Cell[][] {
  return Array.from({ length: count }, (_, row) =>
    COLUMNS.map((one, place): Cell => {
      if (one.name === 'key') return `uuid:${row}`;
      if (one.name === 'nothing' || one.name === 'no_number') return EMPTY;
      if (row > 0 && (row + place) % 5 === 0) return REASONS[(row + place) % 3] ?? EMPTY;
      const of = <T>(values: readonly T[]): T => values[(row + place) % values.length] as T;
      if (one.name.startsWith('wide_')) {
        const width = Number(one.name.slice(5));
        return row === 0 ? wide(width) : wide(Math.max(1, Math.floor(width / (row + 1))));
      }
      switch (one.kind) {
        case 'whole':
        case 'number':
          return of(one.name === 'large' ? LARGE : NUMBERS);
        case 'date':
          return of(DAYS);
        case 'dateTime':
          return of(MOMENTS);
        case 'time':
          return of(CLOCKS);
        case 'flag':
          return row % 2;
        case 'choice':
          return row % (one.list?.choices.length ?? 1);
        default:
          return of(one.name === 'short' ? ['a', 'ab', 'ዘ'] : TEXTS);
      }
    }),
  );
}

const ROWS = rowsOf(60);
const BILINGUAL = { ...FORM, languages: ['en', 'am'], language: 'en', title: 'Survey ዘጌ' };

/** A file that has been written, and what was noted. */
async function written(table: FinishedTable, hasCodes = true): Promise<{ path: string; notes: unknown[] }> {
  const path = join(temporaryFolder(), 'table.sav');
  const notes: unknown[] = [];
  await writeSav(
    path,
    table,
    { hasCodes, treatments: new Map([['group/colour', 'cut to its first letter']]) },
    {
      note: (...note: unknown[]) => void notes.push(note),
      tell: (...told: unknown[]) => void notes.push(told),
    } as Parameters<typeof writeSav>[3],
  );
  return { path, notes };
}

type Codes = readonly [notAsked: string, notInVersion: string];

const USUAL: Codes = ['-99', '-98'];
const NONE: Codes = ['', ''];
const MORE: Codes = ['-999', '-998'];
/** Columns where -99 is an answer, or where numbers leave no room. A wide text has only one code. */
const CODES: Readonly<Record<string, Codes>> = {
  key: NONE,
  whole: ['-9999999999', '-9999999998'],
  number: ['-9999999999', '-9999999998'],
  large: NONE,
  agrees: MORE,
  text: ['-999', ''],
  ዕድሜ: ['-999', ''],
  ['n'.repeat(64)]: ['-999', ''],
};

/** What the file should have in a cell; '' for no value. */
function expected(one: AnalysisColumn, cell: Cell): string | number {
  const isWide = one.name.startsWith('wide_') && !['wide_1', 'wide_8'].includes(one.name);
  const [notAsked, notInVersion] = CODES[one.name] ?? (isWide ? ['-99', ''] : USUAL);
  if (isMissing(cell)) {
    const code = { empty: '', notAsked, notInVersion }[cell.missing];
    return one.kind === 'text' || code === '' ? code : Number(code);
  }
  if (typeof cell === 'string') return cell;
  switch (one.kind) {
    case 'date':
      return cell * 86_400 + 12_219_379_200;
    case 'dateTime':
      return cell / 1000 + 12_219_379_200;
    case 'time':
      return cell / 1000;
    case 'choice':
      return one.list?.choices[cell]?.code ?? '';
    default:
      return cell;
  }
}

/** Which of a file's variables are the column: several when its texts are too long for one. */
function partsIn(names: readonly string[], name: string): number[] {
  return names.flatMap((one, i) => (one === name || one.startsWith(`${name}_part`) ? [i] : []));
}

/** Columns whose texts are too long for one variable. */
const LONG = ['wide_32767', 'wide_32768', 'wide_40000'];

const everything = () => handMade(COLUMNS, ROWS, { form: BILINGUAL });

onlyWhere('pspp')('PSPP finds every cell as it was, and warns of nothing', async () => {
  const { path, notes } = await written(everything());
  expect(notes).toEqual([]);
  const numbers = COLUMNS.filter(({ kind }) => kind !== 'text').map(({ name }) => name);
  const [names = [], ...rows] = psppRows(path, numbers);
  expect(rows.length).toBe(ROWS.length);
  for (const [place, one] of COLUMNS.entries()) {
    const parts = partsIn(names, one.name);
    expect(parts.length, one.name).toBe(LONG.includes(one.name) ? 2 : 1);
    const found = rows.map((row) => parts.map((part) => row[part]).join(''));
    // PSPP has line ends of two characters, but writes only one of them.
    const wanted = ROWS.map((row) => expected(one, row[place] ?? EMPTY)).map((value) =>
      typeof value === 'string' ? value.replaceAll('\r', '') : value,
    );
    const shown = one.kind === 'text' ? found : found.map((text) => (text.trim() === '' ? '' : Number(text)));
    expect(shown, one.name).toEqual(wanted);
  }
});

onlyWhere('haven')('haven finds every cell as it was, and dates, labels and missing values', async () => {
  const { path } = await written(everything());
  const [file] = havenFiles(path);
  const variables = file?.variables ?? [];
  const names = variables.map(({ name }) => name);
  expect(file?.rows).toBe(ROWS.length);
  expect(file?.label).toBe('Survey ዘጌ');
  const back: Readonly<Record<string, (value: number) => number>> = {
    date: (value) => value * 86_400 + 12_219_379_200,
    dateTime: (value) => Math.round(value * 1000) / 1000 + 12_219_379_200,
  };
  for (const [place, one] of COLUMNS.entries()) {
    const parts = partsIn(names, one.name);
    const cells = ROWS.map((row) => row[place] ?? EMPTY);
    const wanted = cells.map((cell) => expected(one, cell));
    if (one.kind === 'text') {
      const coded = cells.map((_, row) => parts.map((part) => variables[part]?.coded[row] ?? '').join(''));
      expect(
        coded.map((text) => text.trimEnd()),
        one.name,
      ).toEqual(wanted);
    } else {
      const { coded = [], values = [] } = variables[parts[0] ?? -1] ?? {};
      const numbers = coded.map((value) => (value === null ? '' : (back[one.kind] ?? Number)(Number(value))));
      const isCode = cells.map((cell) => isMissing(cell) && cell !== EMPTY);
      expect(
        numbers.filter((_, i) => !isCode[i]),
        one.name,
      ).toEqual(wanted.filter((_, i) => !isCode[i]));
      for (const [i, number] of numbers.entries()) {
        if (isCode[i] && number !== '') expect(number, one.name).toBeCloseTo(Number(wanted[i]), 2);
      }
      expect(
        values.map((value) => value === null),
        one.name,
      ).toEqual(cells.map(isMissing));
    }
  }
  const known = new Map(variables.map((variable) => [variable.name, variable]));
  expect(known.get('day')?.classes).toEqual(['Date']);
  expect(known.get('moment')?.classes).toEqual(['POSIXct', 'POSIXt']);
  expect(known.get('clock')?.classes).toContain('hms');
  expect(known.get('colour')).toMatchObject({
    label: 'Which colour?',
    missing: ['-99', '-98'],
    labels: {
      1: 'Red (1)',
      2: 'Red (2)',
      3: 'dark red',
      4: `${'é'.repeat(58)}…`,
      '-99': 'Not asked',
      '-98': 'Not in this version of the form',
    },
  });
  expect(known.get('agrees')).toMatchObject({
    missing: ['-999', '-998'],
    labels: { '-99': 'Says -99', 1: 'Says 1', 2: 'Says 2', '-999': 'Not asked' },
  });
  expect(known.get('short')?.labels).toEqual({
    '-99': 'Not asked',
    '-98': 'Not in this version of the form',
  });
  expect(known.get('wide_2000')?.missing).toEqual(['-99']);
  expect(known.get('wide_2000')?.labels).toEqual({ '-99': 'Not asked' });
});

onlyWhere('pspp')('PSPP finds the names, formats, sets, attributes and documents', async () => {
  const { path } = await written(everything());
  const tables = tablesIn(
    pspp(
      path,
      'DISPLAY DICTIONARY.',
      'MRSETS /DISPLAY NAME=ALL.',
      'DISPLAY ATTRIBUTES.',
      'DISPLAY DOCUMENTS.',
    ),
  );
  const shown = new Map((tables.get('Variables') ?? []).map((row) => [row[0], row]));
  for (const { name } of COLUMNS) expect([...shown.keys()]).toContain(name);
  expect(shown.get('day')?.slice(3, 9)).toEqual(['Scale', 'Input', '11', 'Right', 'DATE11', 'DATE11']);
  expect(shown.get('moment')?.[7]).toBe('DATETIME20.0');
  expect(shown.get('clock')?.[7]).toBe('TIME8.0');
  expect(shown.get('colour')?.slice(2, 10)).toEqual([
    ...['Which colour?', 'Nominal', 'Input', '8', 'Right', 'F8.0', 'F8.0'],
    '-99; -98',
  ]);
  expect(shown.get('wide_2000')?.[7]).toBe('A2000');
  expect(tables.get('Multiple Response Sets')?.slice(1, 2)).toEqual([
    ['$many', 'group/many', 'Dichotomies', '1', 'many_a\nmany_b\nmany_A_9f3c'],
  ]);
  const attributes = (tables.get('Variable and Dataset Attributes') ?? []).map((row) =>
    row.slice(1).join('='),
  );
  for (const wanted of [
    'form_id=survey',
    'language_am=am',
    `zone_rule=${FORM.zoneRule}`,
    "codes_colours[2]=2 = it's",
    'labels_colours_am=1 = ቀይ',
    `labels_colours_en[3]=4 = ${'é'.repeat(100)}`,
    'name=group/colour',
    'treatment=cut to its first letter',
    'label_am=የትኛው ቀለም?',
    'hint_en=The brightest, if any',
    "relevant=/data/age > '5'",
    "constraint=. != 'x'",
    'type=select1',
    'choices=colours',
    'first_version=1',
    'last_version=7',
    'choice=A',
  ]) {
    expect(attributes).toContain(wanted);
  }
  const [[document = ''] = []] = tables.get('Documents') ?? [];
  expect(document).toContain('Form: Survey ዘጌ\nForm ID: survey\nForm version: 1\n');
  expect(document).toContain(FORM.zoneRule);
});

onlyWhere('foreign')(
  'foreign, which knows only old files, finds numbers and short texts as they were',
  async () => {
    const short = COLUMNS.map((one, place) => ({ one, place })).filter(
      ({ one }) => !one.name.startsWith('wide_') || one.name === 'wide_255',
    );
    const table = handMade(
      short.map(({ one }) => one),
      ROWS.map((row) => short.map(({ place }) => row[place] ?? EMPTY)),
      { form: BILINGUAL },
    );
    const values = Object.values(foreignFiles((await written(table)).path)[0]?.coded ?? {});
    expect(values.length).toBe(short.length);
    for (const [i, { one, place }] of short.entries()) {
      const found = (values[i] ?? []).map((value) => {
        if (one.kind === 'text') return value ?? '';
        return value === null ? '' : Number(value);
      });
      expect(found, one.name).toEqual(ROWS.map((row) => expected(one, row[place] ?? EMPTY)));
    }
  },
);

onlyWhere(
  'pspp',
  'haven',
  'readstat',
)('tables with little in them open everywhere', async () => {
  const tables: Readonly<Record<string, FinishedTable>> = {
    'no rows': handMade(COLUMNS, [], { form: BILINGUAL }),
    'one column': handMade([column('key')], [['a'], ['b']]),
    'one empty column': handMade([column('key', 'number')], [[EMPTY]]),
    'without codes': handMade([column('key'), column('n', 'whole')], [['a', NOT_ASKED]]),
  };
  const paths: string[] = [];
  for (const [name, table] of Object.entries(tables)) {
    paths.push((await written(table, name !== 'without codes')).path);
  }
  const files = havenFiles(...paths);
  expect(files.map(({ rows }) => rows)).toEqual([0, 2, 1, 1]);
  expect(files[3]?.variables[1]).toMatchObject({ coded: [null], missing: [], labels: {} });
  for (const [i, path] of paths.entries()) {
    pspp(path, 'DISPLAY DICTIONARY.', 'LIST /VARIABLES=key.');
    expect(readstat(path)).toContain(`Columns: ${files[i]?.variables.length}`);
  }
});

onlyWhere('pspp', 'readstat')('PSPP opens a table with more columns than Stata has', async () => {
  const columns = Array.from({ length: 33_000 }, (_, i) =>
    column(i === 0 ? 'key' : `ዕድሜ_${i}`, i % 3 === 0 ? 'text' : 'whole'),
  );
  const row = columns.map(({ kind }, i) => (kind === 'text' ? `t${i}` : i));
  const { path } = await written(handMade(columns, [row]));
  expect(psppRows(path, [])).toEqual([columns.map(({ name }) => name), row.map(String)]);
  expect(readstat(path)).toContain('Columns: 33000');
});

onlyWhere('pspp', 'readstat')(
  'no record is larger than ReadStat takes, however much a form says',
  async () => {
    const label = 'a long label '.repeat(40);
    const choices = Array.from({ length: 12_000 }, (_, i) => ({
      value: `village_${i}`,
      labels: { en: `${label}${i}`, am: `${label}${i}`, fr: `${label}${i}` },
      code: i + 1,
    }));
    const form = { ...BILINGUAL, languages: ['en', 'am', 'fr'] };
    const list = { name: 'villages', isCodedByValue: false, choices };
    const columns = [column('key'), column('village', 'choice', { list })];
    const { path } = await written(handMade(columns, [['a', 11_999]], { form }));
    expect(readstat(path)).toContain('Columns: 2\nRows: 1\n');
    expect(pspp(path, 'DISPLAY DOCUMENTS.')).toContain('Attributes: not everything');

    const texts = Array.from({ length: 490 }, (_, i) => column(`text_${i}`));
    const rows = ['x'.repeat(32_766), NOT_ASKED].map((cell) => ['a', ...texts.map(() => cell)]);
    const wideFile = await written(handMade([column('key'), ...texts], rows));
    expect(readstat(wideFile.path)).toContain('Columns: 491\nRows: 2\n');
  },
);
