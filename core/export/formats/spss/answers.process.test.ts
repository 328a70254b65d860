// Covers core/export/formats/spss/target.ts, core/export/formats/spss/format.ts.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { awkwardForm, emptyForm, formOfMany } from '../../../../fixtures/awkward-form/awkward-form.ts';
import { onlyWhere } from '../../../../fixtures/only-where.ts';
import { testKey } from '../../../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../../../fixtures/test-workspaces.ts';
import type { RowReader } from '../../../model/rows.ts';
import type { Workspace } from '../../../store/workspace.ts';
import { labelIn } from '../../../xform/label.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';
import {
  type ExpectedTable,
  expectedTables,
  lostAnswers,
  type Shown,
} from '../../analysis/testing/answers-in-file.ts';
import { writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { planExport } from '../../plan-export.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { wideReader } from '../../wide-reader.ts';
import { target } from './target.ts';
import {
  foreignFiles,
  type HavenFile,
  havenFiles,
  pspp,
  psppRows,
  readstat,
} from './testing/other-readers.ts';
import { labelOf } from './text-bytes.ts';

/* Every cell of the sample project and of a form with everything that is awkward, as other programs read it. */

const spaces = new TestWorkspaces();
let workspace: Workspace;
beforeAll(async () => {
  workspace = spaces.open();
  const keys = [
    testKey('sample-project/keys/TEST-key-2023.pem'),
    testKey('sample-project/keys/TEST-key-2025.pem', 'sample-project/keys/TEST-key-2025.passphrase.txt'),
  ];
  await spaces.fill(workspace, keys, 100);
});
afterAll(() => spaces.close());

/** The files of an export with what each must have. */
interface Exported {
  readonly path: string;
  readonly expected: ExpectedTable;
}

async function exported(reader: RowReader, more: Partial<OptionsFor<'spss'>> = {}): Promise<Exported[]> {
  const options: OptionsFor<'spss'> = {
    folder: temporaryFolder(),
    fileName: 'f',
    excludeMedia: true,
    ...more,
    format: 'spss',
  };
  const plan = planExport(reader, options);
  await writeExport(reader, options);
  const tables = expectedTables(reader, options, target);
  expect(readdirSync(options.folder)).toEqual(expect.arrayContaining(plan.tables.map(({ file }) => file)));
  return tables.map((expected, i) => ({
    path: join(options.folder, plan.tables[i]?.file ?? ''),
    expected: { ...expected, rows: expected.rows.map((row) => row.map(asKept(expected.columns))) },
  }));
}

/** A cell as the file keeps it: a choice by its value, and no spaces at the end. */
function asKept(columns: readonly AnalysisColumn[]): (cell: Shown, place: number) => Shown {
  return (cell, place) => {
    const { kind, list } = columns[place] ?? {};
    if (kind === 'choice' && typeof cell === 'number') return list?.choices[cell]?.value ?? null;
    return typeof cell === 'string' ? cell.replace(/ +$/, '') || null : cell;
  };
}

const SECONDS_TO_1970 = 12_219_379_200;

/** What a number in the file means. Takes it as SPSS counts. */
function meaning({ kind, list }: AnalysisColumn, number: number): Shown {
  switch (kind) {
    case 'choice':
      return list?.choices.find(({ code }) => code === number)?.value ?? null;
    case 'flag':
      return number === 1;
    case 'date':
      return iso((number - SECONDS_TO_1970) * 1000).slice(0, 10);
    case 'dateTime':
      return iso((number - SECONDS_TO_1970) * 1000).slice(0, 23);
    case 'time':
      return iso(number * 1000).slice(11, 23);
    default:
      return number;
  }
}

function iso(milliseconds: number): string {
  return new Date(Math.round(milliseconds)).toISOString();
}

/** Which variables are a column: several when its texts are too long for one. */
function variablesOf(names: readonly string[], { name }: AnalysisColumn): number[] {
  return names.flatMap((one, i) => (one === name || one.startsWith(`${name}_part`) ? [i] : []));
}

/** The rows of a file as haven reads them, where codes for missing values are NA. */
function havenRows({ rows, variables }: HavenFile, columns: readonly AnalysisColumn[]): Shown[][] {
  const names = variables.map(({ name }) => name);
  return Array.from({ length: rows }, (_, row) =>
    columns.map((column): Shown => {
      const parts = variablesOf(names, column).map((place) => variables[place]?.values[row] ?? null);
      if (column.kind === 'text') return parts.map((part) => part ?? '').join('') || null;
      const [value = null] = parts;
      if (value === null) return null;
      const number = Number(value);
      // haven has made days and seconds since 1970 of them.
      if (column.kind === 'date') return meaning(column, number * 86_400 + SECONDS_TO_1970);
      if (column.kind === 'dateTime') return iso(number * 1000).slice(0, 23);
      return meaning(column, number);
    }),
  );
}

/** The same, as PSPP reads them. */
function rowsOfPspp(path: string, columns: readonly AnalysisColumn[]): Shown[][] {
  const numbers = columns.filter(({ kind }) => kind !== 'text').map(({ name }) => name);
  const [names = [], ...rows] = psppRows(path, numbers, 'missing');
  return rows.map((row) =>
    columns.map((column): Shown => {
      const text = variablesOf(names, column)
        .map((place) => row[place] ?? '')
        .join('');
      if (column.kind === 'text') return text || null;
      return text.trim() === '' ? null : meaning(column, Number(text));
    }),
  );
}

/** PSPP writes line ends of one character. */
function withoutReturns(rows: readonly (readonly Shown[])[]): Shown[][] {
  return rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell.replaceAll('\r', '') : cell)));
}

/**
 * foreign knows only old files: texts of more than 255 bytes are several variables there, and codes of texts of
 * more than 8 bytes stay.
 */
function compareForeign(files: readonly Exported[]): void {
  const read = foreignFiles(...files.map(({ path }) => path));
  for (const [i, { expected }] of files.entries()) {
    for (const [place, column] of expected.columns.entries()) {
      const found = read[i]?.values[column.name] ?? [];
      const wanted = expected.rows.map((row) => row[place]);
      const isText = column.kind === 'text';
      if (isText && wanted.some((cell) => Buffer.byteLength(String(cell ?? '')) > 255)) continue;
      const shown = found.map((value): Shown => {
        if (value === null || value === '' || (isText && /^-9[89]$/.test(value))) return null;
        return isText ? value : meaning(column, Number(value));
      });
      expect(shown, column.name).toEqual(wanted);
    }
  }
}

function compare(files: readonly Exported[]): number {
  const read = havenFiles(...files.map(({ path }) => path));
  let cells = 0;
  for (const [i, { path, expected }] of files.entries()) {
    const file = read[i] as HavenFile;
    const { columns, rows, answers } = expected;
    const found = havenRows(file, columns);
    for (const [place, { name }] of columns.entries()) {
      expect(
        found.map((row) => row[place]),
        name,
      ).toEqual(rows.map((row) => row[place]));
    }
    const kept = answers.map((values) =>
      Object.fromEntries(Object.entries(values).map(([at, written]) => [at, written.replace(/ +$/, '')])),
    );
    expect(lostAnswers({ ...expected, answers: kept }, found)).toEqual([]);
    expect(rowsOfPspp(path, columns)).toEqual(withoutReturns(rows));
    pspp(
      path,
      'DISPLAY DICTIONARY.',
      'MRSETS /DISPLAY NAME=ALL.',
      'DISPLAY ATTRIBUTES.',
      'DISPLAY DOCUMENTS.',
    );
    expect(readstat(path)).toMatch(new RegExp(`Columns: ${file.variables.length}\nRows: ${rows.length}\n`));
    checkLabels(file, expected);
    cells += found.flat().filter((cell) => cell !== null).length;
  }
  return cells;
}

/** Every variable and choice has its label, and no two choices have the same. */
function checkLabels({ variables }: HavenFile, { table: { form }, columns }: ExpectedTable): void {
  const known = new Map(variables.map((variable) => [variable.name, variable]));
  for (const { name, labels, original, list, kind } of columns) {
    const variable = known.get(name);
    const label = labelIn(labels, form.language, form.languages) ?? original;
    if (variablesOf([...known.keys()], { name } as AnalysisColumn).length === 1) {
      expect(variable?.label, name).toBe(labelOf(label, 255));
    }
    if (kind !== 'choice') continue;
    const found = Object.values(variable?.labels ?? {});
    expect(new Set(found).size).toBe(found.length);
    for (const { code, value, labels: own } of list?.choices ?? []) {
      const wanted = labelOf(labelIn(own, form.language, form.languages) ?? value, 100);
      expect(variable?.labels[String(code)]?.startsWith(wanted.replace('…', '')), `${name} ${value}`).toBe(
        true,
      );
    }
  }
}

onlyWhere(
  'pspp',
  'haven',
  'foreign',
  'readstat',
)('the sample project is whole in the files, cell by cell', async () => {
  for (const form of ['household', 'child_health', 'facility']) {
    const files = await exported(workspace.rows(form), { dateTexts: true });
    expect(compare(files)).toBeGreaterThan(100);
    compareForeign(files);
  }
  const wide = await exported(wideReader(workspace.rows('household'), {}), { repeats: 'wide' });
  expect(wide.length).toBe(1);
  expect(compare(wide)).toBeGreaterThan(100);
});

onlyWhere(
  'pspp',
  'haven',
  'foreign',
  'readstat',
)('a form with everything that is awkward is whole in the files, in each language', async () => {
  const { reader, models } = awkwardForm(null);
  for (const labels of models[0]?.languages ?? []) {
    expect(compare(await exported(reader, { labels }))).toBeGreaterThan(100);
  }
});

onlyWhere(
  'pspp',
  'haven',
  'foreign',
  'readstat',
)('so is a form with very many questions, and one with none', async () => {
  const files = [...(await exported(formOfMany().reader)), ...(await exported(emptyForm().reader))];
  expect(compare(files)).toBeGreaterThan(2600);
  expect(files.map(({ expected }) => expected.columns.length > 2600)).toEqual([true, false]);
});

onlyWhere('pspp')('the rows of a repeat get the answers of their submission, as the file says', async () => {
  const [form, member] = await exported(workspace.rows('household'));
  if (form === undefined || member === undefined) throw new Error('no repeat');
  const folder = temporaryFolder();
  const sorted = join(folder, 'sorted.sav');
  pspp(form.path, 'SORT CASES BY key.', `SAVE /OUTFILE='${sorted}' /KEEP=key village.`);
  const documents = pspp(member.path, 'DISPLAY DOCUMENTS.').replace(/\s+/g, ' ');
  const [command = ''] = /MATCH FILES .*? \/BY=parent_key\./.exec(documents) ?? [];
  const merged = join(folder, 'merged.sav');
  pspp(
    member.path,
    'SORT CASES BY parent_key.',
    command.replace('the other file', sorted),
    `SAVE /OUTFILE='${merged}' /KEEP=key village.`,
  );
  const column = form.expected.columns.findIndex(({ name }) => name === 'village');
  const villages = new Map(form.expected.rows.map((row) => [row[0], row[column]]));
  const wanted = member.expected.rows.map((row) => [row[0], villages.get(row[1] ?? '') ?? '']);
  expect(wanted.length).toBeGreaterThan(10);
  expect(
    new Map(
      psppRows(merged, [], 'missing')
        .slice(1)
        .map(([key, village]) => [key, village]),
    ),
  ).toEqual(new Map(wanted as [string, string][]));
});
