// Covers core/export/formats/tidy/.
import { join } from 'node:path';
import { expect } from 'vitest';
import { briefcase, tidy } from '../core/export/testing/export-to.ts';
import { field, form } from '../core/export/testing/forms.ts';
import { MemoryReader, submissionOf } from '../core/export/testing/memory-reader.ts';
import { onlyWhere } from '../fixtures/only-where.ts';
import { pythonRecords } from './testing/python-csv.ts';

/** Everything that a reader could take for the end of a line, cell or text, or that it quotes or trims. */
const CHARACTERS = [
  ...Array.from({ length: 32 }, (_none, code) => String.fromCharCode(code)).slice(1),
  ...[
    '\r\n',
    '"',
    '""',
    "'",
    ',',
    ';',
    '\\',
    '#',
    '\u007f',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\u2029',
    '\ufeff',
    '\ufffd',
    '😀',
  ],
];
const ANSWERS = CHARACTERS.flatMap((one) => [
  `a${one}b`,
  `a${one}`,
  `${one}b`,
  `a${one}${one}b`,
  `a"${one}b`,
]);

const model = form([field('a')]);
const reader = new MemoryReader(
  [model],
  ANSWERS.map((answer, n) => {
    const instanceId = `i${String(n).padStart(4, '0')}`;
    const record = {
      path: '',
      key: instanceId,
      parentKey: null,
      ordinal: 0,
      values: { a: answer },
      repeats: {},
    };
    return submissionOf({ instanceId, records: [record] });
  }),
);

onlyWhere('python3')('for any answer, Python reads one row for each submission', async () => {
  for (const separator of [',', ';', '\t', '|']) {
    const { folder } = await tidy(reader, { formulaGuard: false, separator });
    const rows = pythonRecords(join(folder, 'export.csv'), separator);
    expect(rows.map((row) => row.a)).toEqual(ANSWERS);
  }
  const { folder } = await briefcase(reader);
  const trimmed = ANSWERS.map((answer) => answer.replace(/^[\0- ]+|[\0- ]+$/g, ''));
  expect(pythonRecords(join(folder, 'export.csv')).map((row) => row.a)).toEqual(trimmed);
});
