// Covers core/export/formats/stata/target.ts.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect } from 'vitest';
import { awkwardForm, emptyForm, formOfMany } from '../../../../fixtures/awkward-form/awkward-form.ts';
import { onlyWhere } from '../../../../fixtures/only-where.ts';
import { outputOf } from '../../../../fixtures/other-programs.ts';
import { testKey } from '../../../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../../../fixtures/test-workspaces.ts';
import type { RowReader } from '../../../model/rows.ts';
import type { Workspace } from '../../../store/workspace.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';
import {
  type ExpectedTable,
  expectedTables,
  lostAnswers,
  type Shown,
} from '../../analysis/testing/answers-in-file.ts';
import { writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { wideReader } from '../../wide-reader.ts';
import { TARGET } from './target.ts';
import { havenReads, pandasReads } from './testing/readers.ts';

/* Every cell of the sample project and of a form with everything that is awkward, as R and pandas read it. */

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

interface Written {
  readonly path: string;
  readonly expected: ExpectedTable;
}

/** Writes a form. Returns its files, each with what it must have. */
async function written(reader: RowReader, more: Partial<OptionsFor<'stata'>> = {}): Promise<Written[]> {
  const options: OptionsFor<'stata'> = {
    format: 'stata',
    folder: temporaryFolder(),
    fileName: 'f',
    excludeMedia: true,
    ...more,
  };
  const { files, problems } = await writeExport(reader, options);
  expect(problems.map(({ code }) => code)).not.toContain('export.submission_failed');
  const paths = files.map(({ path }) => path).filter((path) => path.endsWith('.dta'));
  const expected = expectedTables(reader, options, TARGET);
  expect(paths.length).toBe(expected.length);
  return expected.map((table, i) => ({ path: paths[i] ?? '', expected: withValues(table) }));
}

/** A choice is its value, and not its place in the list. */
function withValues(table: ExpectedTable): ExpectedTable {
  const rows = table.rows.map((row) =>
    row.map((cell, at) => {
      const { kind, list } = table.columns[at] as AnalysisColumn;
      return kind === 'choice' && typeof cell === 'number' ? (list?.choices[cell]?.value ?? null) : cell;
    }),
  );
  return { ...table, rows };
}

/** What a reader's cell means. Takes the milliseconds since 1970 that it makes of a day and of a time. */
function meant(
  { kind, list }: AnalysisColumn,
  cell: string,
  dayOf: (number: number) => number,
  timeOf: (number: number) => number,
): Shown {
  if (kind === 'text') return cell === '' ? null : cell;
  if (/^\.[ab]?$/.test(cell)) return null;
  const number = Number(cell);
  const iso = (milliseconds: number): string => new Date(Math.round(milliseconds)).toISOString();
  if (kind === 'flag') return number === 1;
  if (kind === 'choice') return list?.choices.find(({ code }) => code === number)?.value ?? `no code ${cell}`;
  if (kind === 'date') return iso(dayOf(number)).slice(0, 10);
  if (kind === 'time') return iso(timeOf(number)).slice(11, 23);
  return kind === 'dateTime' ? iso(timeOf(number)).slice(0, 23) : number;
}

/** The rows of a file. Takes the cells of each column, as a reader has them. */
function rowsOf(
  { columns, rows }: ExpectedTable,
  read: readonly (readonly string[])[],
  dayOf: (number: number) => number,
  timeOf: (number: number) => number,
): Shown[][] {
  return rows.map((_, row) =>
    columns.map((column, at) => meant(column, read[at]?.[row] ?? 'no cell', dayOf, timeOf)),
  );
}

const DAY = 86_400_000;
const BEGIN = Date.UTC(1960, 0, 1);

async function everything(): Promise<Written[]> {
  const { reader } = awkwardForm(null);
  return [
    ...(await written(reader)),
    ...(await written(reader, { selectMultiple: 'text', labels: 'አማርኛ (am)', missing: 'empty' })),
    ...(await written(reader, { carry: ['name'], dateTexts: true, timeZone: 'Africa/Addis_Ababa' })),
    ...(await written(wideReader(reader, {}), { repeats: 'wide' })),
    ...(await written(formOfMany().reader)),
    ...(await written(emptyForm().reader)),
    ...(await written(workspace.rows('household'))),
    ...(await written(workspace.rows('child_health'))),
    ...(await written(workspace.rows('facility'))),
  ];
}

onlyWhere('pandas')('no answer is lost or changed, as pandas reads the files', async () => {
  const files = await everything();
  const read = pandasReads(files.map(({ path }) => path));
  let cells = 0;
  for (const [i, { expected }] of files.entries()) {
    const { columns = {} } = read[i] ?? {};
    expect(Object.keys(columns)).toEqual(expected.columns.map(({ name }) => name));
    const rows = rowsOf(
      expected,
      Object.values(columns),
      (days) => BEGIN + days * DAY,
      (ms) => BEGIN + ms,
    );
    expect(rows).toEqual(expected.rows);
    expect(lostAnswers(expected, rows)).toEqual([]);
    cells += rows.flat().filter((cell) => cell !== null).length;
  }
  expect(cells).toBeGreaterThan(5000);
});

onlyWhere('haven')('R haven reads the same cells, and labels for every choice', async () => {
  const files = await everything();
  const read = havenReads(files.map(({ path }) => path));
  for (const [i, { expected }] of files.entries()) {
    const columns = read[i]?.columns ?? [];
    expect(columns.map(({ name }) => name)).toEqual(expected.columns.map(({ name }) => name));
    const rows = rowsOf(
      expected,
      columns.map(({ cells }) => cells),
      (days) => days * DAY,
      (seconds) => seconds * 1000,
    );
    // haven leaves out blanks at the end of texts.
    const trimmed = (cell: Shown): Shown =>
      typeof cell === 'string' ? cell.replace(/ +$/, '') || null : cell;
    expect(rows).toEqual(expected.rows.map((row) => row.map(trimmed)));
    for (const [at, { kind, list }] of expected.columns.entries()) {
      if (kind !== 'choice') continue;
      const codes = list?.choices.map(({ code }) => String(code)).sort();
      const labelled = columns[at]?.labels?.values.filter((value) => !value.startsWith('.'));
      expect(labelled?.toSorted()).toEqual(codes);
    }
  }
});

onlyWhere('haven')(
  'labels are in the language that was asked for, and the others are there too',
  async () => {
    const { reader } = awkwardForm(null);
    const [main] = await written(reader, { labels: 'العربية (ar)' });
    const [read] = havenReads([main?.path ?? '']);
    const byName = new Map(read?.columns.map((column) => [column.name, column]));
    expect(byName.get('health')?.label).toBe('كيف حالك؟');
    expect(byName.get('health')?.labels?.texts).toEqual(expect.arrayContaining(['سيئ', 'رفض']));
    // Two choices with one label.
    expect(byName.get('opinion')?.labels?.texts).toEqual(expect.arrayContaining(['أخرى', 'أخرى (Yes)']));
    const bytes = readFileSync(main?.path ?? '');
    for (const text of ['How are you?', 'እንዴት ነዎት?', 'Refused', 'አልመልስም'])
      expect(bytes.includes(text)).toBe(true);
  },
);

onlyWhere('readstat')('release 119 with more variables than release 118 can have is accepted', async () => {
  const [file] = await written(formOfMany(33_000).reader, { stataRelease: '119' });
  const said = outputOf('readstat', [file?.path ?? '']);
  expect(said).toContain('Format version: 119');
  expect(said).toContain(`Columns: ${file?.expected.columns.length}`);
  expect(said).toContain('Rows: 2');
});
