import type { FinishedTable, FormFacts } from '../../../analysis/analysis-table.ts';
import { type Cell, EMPTY, NOT_ASKED, NOT_IN_VERSION } from '../../../analysis/cell.ts';
import type { ChoiceList } from '../../../analysis/choice-list.ts';
import type { Question } from '../../../analysis/column.ts';
import { column, FORM, handMade } from '../../../analysis/testing/hand-made.ts';

/* A table with every kind of column, made by hand, with cells that are hard to hold. */

export const LANGUAGES: FormFacts = {
  ...FORM,
  formId: 'household',
  title: 'Household survey – ቤተሰብ',
  version: '2024.1',
  languages: ['English (en)', 'አማርኛ (am)', 'العربية (ar)'],
  language: 'English (en)',
};

/** Values that are no numbers, and labels of which two are the same, one is missing and one is long. */
export const STATUS: ChoiceList = {
  name: 'marital status',
  isCodedByValue: false,
  choices: [
    choice('single', 1, 'Single', 'ያላገባ', 'أعزب'),
    choice('mar ried', 2, 'Married "yes"', 'ያገባ', 'متزوج'),
    choice('other', 3, 'Other', 'ሌላ', 'آخر'),
    choice('other_2', 4, 'Other', 'ሌላ', 'آخر'),
    choice('none', 5, '', '', ''),
    choice('long', 6, 'ሀ'.repeat(4000), '', ''),
    choice('hidden', 7, 'Not asked', '', ''),
  ],
};

export const CODES: ChoiceList = {
  name: 'codes',
  isCodedByValue: true,
  choices: [-5, 0, 99, 2_147_483_620].map((code) => choice(String(code), code, `Code ${code}`, '', '')),
};

const QUESTION: Question = {
  path: 'person/status',
  type: 'select1',
  labels: {
    'English (en)': `${'What is your marital status, and since when has it been so? '.repeat(3)}👩‍👩‍👧‍👦`,
    'አማርኛ (am)': 'የጋብቻ ሁኔታ',
    'العربية (ar)': 'الحالة الاجتماعية',
  },
  hints: { 'English (en)': 'Ask the person' },
  relevant: "/data/age > 14 and selected(/data/who, 'me')",
  constraint: '. != "none"',
  constraintMessage: { 'English (en)': 'Choose another', 'አማርኛ (am)': 'ሌላ ይምረጡ' },
  required: 'true()',
  isCalculated: true,
  treatment: 'choices put together',
  versions: { first: '1', last: '2024.1' },
};

const TEXTS = [
  'plain',
  '  leading and trailing  ',
  'line\nbreak\r\nand\ttab',
  'ሰላም ለዓለም',
  'مرحبا بالعالم',
  '👩🏽‍🚀 and 👨‍👩‍👧‍👦',
  'NULL',
  '.',
  "\"quotes\" and 'more' `$macro'",
  'é̂ \ufeff x',
];

export const COLUMNS = [
  column('key'),
  column('b', 'whole'),
  column('i', 'whole'),
  column('l', 'whole'),
  column('d', 'whole'),
  column('x', 'number'),
  column('f', 'flag', { labels: { 'English (en)': 'Yes or no' } }),
  column('status', 'choice', {
    list: STATUS,
    original: 'person/status',
    labels: QUESTION.labels,
    question: QUESTION,
  }),
  column('status_again', 'choice', { list: STATUS }),
  column('c', 'choice', { list: CODES }),
  column('day', 'date'),
  column('time', 'time'),
  column('moment', 'dateTime'),
  column('t'),
  column('fixed'),
  column('long', 'text', { labels: { '': 'A fact in no language' } }),
  column('empty'),
  column('nothing', 'number'),
  column('ዕድሜ', 'whole'),
  column('a_name_with_exactly_32_characters'.slice(0, 32), 'whole'),
  column('latitude', 'number', { role: 'part', unit: 'degrees' }),
];

/** Milliseconds since 1970 of a clock time. */
const at = (text: string): number => Date.parse(`${text}Z`);
const day = (text: string): number => Date.parse(`${text}T00:00Z`) / 86_400_000;

/** For each kind, the cells that the rows take in turn. */
const CELLS: Readonly<Record<string, readonly Cell[]>> = {
  b: [-127, 0, 100, EMPTY, NOT_ASKED, NOT_IN_VERSION],
  i: [-32_767, 101, 32_740, EMPTY, NOT_ASKED, NOT_IN_VERSION],
  l: [-2_147_483_647, 32_741, 2_147_483_620, EMPTY, NOT_ASKED, NOT_IN_VERSION],
  d: [Number.MIN_SAFE_INTEGER, 2_147_483_621, Number.MAX_SAFE_INTEGER, EMPTY, NOT_ASKED, NOT_IN_VERSION],
  x: [8.988465674311578e307, -8.98e307, 5e-324, 0.1, -0, 1 / 3, EMPTY, NOT_ASKED, NOT_IN_VERSION],
  f: [0, 1, EMPTY, NOT_ASKED, NOT_IN_VERSION],
  status: [0, 1, 2, 3, 4, 5, 6, EMPTY, NOT_ASKED, NOT_IN_VERSION],
  status_again: [6, 0, NOT_ASKED],
  c: [0, 1, 2, 3, EMPTY, NOT_ASKED],
  day: [...['0100-01-01', '0987-06-05', '1899-12-31', '1960-01-01', '2024-02-29'], '9999-12-31'].map(day),
  time: [0, 1, 43_200_000, 86_399_999, EMPTY, NOT_ASKED],
  moment: [
    ...['0100-01-01T00:00', '1899-12-31T23:59:59.999', '1960-01-01T00:00', '2024-02-29T12:34:56.789'].map(at),
    at('9999-12-31T23:59:59.999'),
    EMPTY,
    NOT_IN_VERSION,
  ],
  t: [...TEXTS, EMPTY, NOT_ASKED, ''],
  fixed: ['x'.repeat(2045), 'ሀ'.repeat(681), EMPTY, 'é'],
  long: ['y'.repeat(2046), EMPTY, 'ሀ'.repeat(700), '👩‍👩‍👧‍👦'.repeat(8000), 'short', 'short'],
  empty: [EMPTY, NOT_ASKED, NOT_IN_VERSION],
  nothing: [EMPTY, NOT_ASKED, NOT_IN_VERSION],
  ዕድሜ: [17, NOT_ASKED],
  latitude: [-1.28333333333333, 36.8166666666667, NOT_ASKED],
};

export const ROWS: readonly (readonly Cell[])[] = Array.from({ length: 130 }, (_, row) =>
  COLUMNS.map(({ name }) => {
    const cells = CELLS[name] ?? [row];
    return name === 'key' ? `uuid:${row}` : (cells[row % cells.length] ?? EMPTY);
  }),
);

export function allKinds(): FinishedTable {
  return handMade(COLUMNS, ROWS, { form: LANGUAGES, labels: { '': LANGUAGES.title } });
}

function choice(
  value: string,
  code: number,
  en: string,
  am: string,
  ar: string,
): ChoiceList['choices'][number] {
  return { value, code, labels: { 'English (en)': en, 'አማርኛ (am)': am, 'العربية (ar)': ar } };
}
