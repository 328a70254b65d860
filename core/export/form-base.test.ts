// Covers core/export/csv/text-output.ts, core/export/csv/text-sink.ts, core/export/staged-file.ts.
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldName } from '../ground/file-name.ts';
import { fileNames } from './file-names.ts';
import { baseNames } from './form-base.ts';
import { auditFileName, repeatFileNames } from './formats/briefcase/names.ts';
import { type GivenForm, MemoryHome } from './testing/memory-home.ts';

const FOLDER = resolve('/nowhere');
type Profile = 'tidy' | 'briefcase';

function base(
  formId: string,
  forms: readonly GivenForm[],
  format: Profile = 'tidy',
  made: readonly string[] = [],
) {
  const home = new MemoryHome(formId, forms);
  for (const [n, file] of made.entries()) {
    home.files.set(join(FOLDER, file), { formId, madeAt: `2026-01-0${n + 1}T00:00:00Z`, isUnchanged: true });
  }
  const title = forms.find(([id]) => id === formId)?.[1] ?? '';
  return baseNames(title, { format, folder: FOLDER, home }).form;
}

test('a unique title is the name; when several forms have a title, each adds its ID', () => {
  const forms: GivenForm[] = [
    ['a', 'Health: 2024'],
    ['b', 'Health_ 2024'],
    ['c', 'HEALTH/ 2024'],
    ['d', 'Other'],
  ];
  expect(forms.map(([id]) => base(id, forms))).toEqual([
    'Health_ 2024 (a)',
    'Health_ 2024 (b)',
    'HEALTH_ 2024 (c)',
    'Other',
  ]);
  expect(forms.map(([id]) => base(id, forms, 'briefcase'))).toEqual([
    'Health_ 2024 (a)',
    'Health_ 2024 (b)',
    'HEALTH_ 2024 (c)',
    'Other',
  ]);
});

test('titles are compared as file systems do', () => {
  const forms = (other: string): GivenForm[] => [
    ['a', 'Café'],
    ['b', other],
  ];
  for (const other of ['CAFÉ', 'Cafe\u0301', 'café ', ' Café.']) {
    expect(base('a', forms(other)), other).toBe('Café (a)');
  }
  expect(base('a', forms('Cafe'))).toBe('Café');
});

test('titles that are only equal after Briefcase cleans them are equal only in its format', () => {
  const forms: GivenForm[] = [
    ['a', 'x-y'],
    ['b', 'x.y'],
  ];
  expect(base('a', forms)).toBe('x-y');
  expect(base('a', forms, 'briefcase')).toBe('x_y (a)');
});

test('a repeat or audit file does not replace another form’s main file', () => {
  const repeats: GivenForm[] = [
    ['hh', 'Household', 'member'],
    ['hm', 'Household-member'],
    ['ha', 'Household-audit'],
  ];
  expect(repeats.map(([id]) => base(id, repeats))).toEqual([
    'Household (hh)',
    'Household-member (hm)',
    'Household-audit (ha)',
  ]);
});

test('a title that equals another form’s title with its ID does not collide with it', () => {
  const forms: GivenForm[] = [
    ['a', 'X'],
    ['b', 'X'],
    ['c', 'X (a)'],
  ];
  const names = forms.map(([id]) => base(id, forms));
  expect(new Set(names).size).toBe(3);
  expect(names[1]).toBe('X (b)');
});

test('forms without a title use their IDs', () => {
  expect(base('a', [['a', '']])).toBe('export');
  expect(
    base('a', [
      ['a', ''],
      ['b', ''],
    ]),
  ).toBe('export (a)');
});

test('files of the form that already have a name keep it', () => {
  const alone: GivenForm[] = [['a', 'X']];
  const both: GivenForm[] = [...alone, ['b', 'X']];
  expect(base('a', both, 'tidy', ['X.csv'])).toBe('X');
  expect(base('a', alone, 'tidy', ['X (a).csv'])).toBe('X (a)');
  expect(base('a', both, 'tidy', ['X.csv', 'X (a).csv'])).toBe('X (a)');
  expect(base('a', both, 'briefcase', ['X - audit.csv'])).toBe('X');
});

test('no two forms of a workspace share a file name, for any titles', () => {
  const word = fc.constantFrom(
    'X',
    'x',
    'X-r',
    'X-audit',
    'X - audit',
    'X (a)',
    'X (A)',
    'X.',
    '',
    'X-not-exported',
  );
  const id = fc.constantFrom('a', 'A', 'a/b', 'a:b', 'b', 'r', 'audit', 'X', 'á', 'a\u0301');
  const given = fc.tuple(id, word, fc.constantFrom([], ['r'], ['audit'], ['r', 'g/r', 'not-exported']));
  fc.assert(
    fc.property(
      fc.uniqueArray(given, { selector: ([formId]) => formId, maxLength: 6 }),
      fc.constantFrom<Profile>('tidy', 'briefcase'),
      (forms, format) => {
        const all = forms.map(([formId, title, repeats]): GivenForm => [formId, title, ...repeats]);
        const names = all.flatMap(([formId, , ...repeats]) => {
          const own = base(formId, all, format);
          const { tables, audit } = fileNames(own, ['', ...repeats]);
          if (format === 'tidy') return [...tables.values(), audit];
          return [...repeatFileNames(`${own}.csv`, ['', ...repeats]).values(), auditFileName(own)];
        });
        expect(new Set(names.map(foldName)).size).toBe(names.length);
      },
    ),
    { numRuns: 300 },
  );
});
