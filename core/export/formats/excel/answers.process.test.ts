// Covers core/export/formats/excel/target.ts.
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { awkwardForm, emptyForm, formOfMany } from '../../../../fixtures/awkward-form/awkward-form.ts';
import { onlyWhere } from '../../../../fixtures/only-where.ts';
import { testKey } from '../../../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../../../fixtures/test-workspaces.ts';
import type { RowReader } from '../../../model/rows.ts';
import type { Workspace } from '../../../store/workspace.ts';
import type { ColumnKind } from '../../analysis/column.ts';
import { expectedTables, lostAnswers, type Shown } from '../../analysis/testing/answers-in-file.ts';
import { writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { TARGET } from './target.ts';
import { type ReadSheet, readWorkbook } from './testing/read-workbook.ts';

/* Every cell of the sample project and of a form with everything that is awkward, as openpyxl reads it. */

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

/** A cell by what its column is. */
function shown(kind: ColumnKind | undefined, cell: ReadSheet['rows'][number][number]): Shown {
  if (cell === null) return null;
  const [type, value] = cell;
  const text = String(value);
  switch (type) {
    case 'datetime':
      return kind === 'date' ? text.slice(0, 10) : withMilliseconds(text);
    case 'time':
      return withMilliseconds(text);
    case 'int':
    case 'float':
      return kind === 'flag' ? value === 1 : Number(value);
    case 'str':
      // Excel's own notation, which openpyxl leaves as it is.
      return kind === 'text' ? unescaped(text) : asText(kind, text);
    default:
      return `${type} ${text}`;
  }
}

function withMilliseconds(text: string): string {
  return text.includes('.') ? text.slice(0, -3) : `${text}.000`;
}

function unescaped(text: string): string {
  return text.replaceAll(/_x([0-9A-F]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Dates and numbers that Excel cannot hold. */
function asText(kind: ColumnKind | undefined, text: string): Shown {
  if (kind === 'whole' || kind === 'number') return Number(text);
  return kind === 'date' ? text : withMilliseconds(text.padEnd(text.includes('.') ? 26 : 0));
}

/** The texts that are longer than a cell can be, by sheet, key and column. */
function longTexts(sheets: readonly ReadSheet[]): ReadonlyMap<string, string> {
  const long = new Map<string, string>();
  for (const row of sheets.find(({ name }) => name === 'long texts')?.rows.slice(1) ?? []) {
    const [sheet, key, column, , text] = row.map((cell) => cell?.[1]);
    const place = [sheet, key, column].join('\n');
    long.set(place, `${long.get(place) ?? ''}${text}`);
  }
  return long;
}

async function compare(reader: RowReader): Promise<{ readonly tables: number; readonly cells: number }> {
  const options: OptionsFor<'excel'> = {
    format: 'excel',
    folder: temporaryFolder(),
    fileName: 'f',
    excludeMedia: true,
  };
  await writeExport(reader, options);
  const sheets = readWorkbook(join(options.folder, 'f.xlsx'));
  const expected = expectedTables(reader, options, TARGET);
  const long = longTexts(sheets);
  let cells = 0;
  for (const [i, table] of expected.entries()) {
    const [header = [], ...rows] = sheets[i]?.rows ?? [];
    expect(header.map((cell) => cell?.[1])).toEqual(table.columns.map(({ name }) => name));
    const read = rows.map((row) =>
      row.map((cell, at) => {
        const place = [sheets[i]?.name, row[0]?.[1], header[at]?.[1]].join('\n');
        return long.get(place) ?? shown(table.columns[at]?.kind, cell);
      }),
    );
    expect(read).toEqual(table.rows);
    expect(lostAnswers(table, read)).toEqual([]);
    cells += read.flat().filter((cell) => cell !== null).length;
  }
  expect(sheets.length).toBe(expected.length + (long.size > 0 ? 2 : 1));
  return { tables: expected.length, cells };
}

onlyWhere('openpyxl')('the sample project is whole in the workbooks, cell by cell', async () => {
  const compared = [];
  for (const form of ['household', 'child_health', 'facility'])
    compared.push(await compare(workspace.rows(form)));
  expect(compared.every(({ tables, cells }) => tables > 0 && cells > 100)).toBe(true);
  expect(compared.some(({ tables }) => tables > 1)).toBe(true);
});

onlyWhere('openpyxl')('so are the awkward form, one of 2,600 questions and one without any', async () => {
  expect((await compare(awkwardForm(null).reader)).tables).toBe(5);
  expect((await compare(formOfMany().reader)).cells).toBeGreaterThan(2600);
  expect((await compare(emptyForm().reader)).cells).toBe(0);
});
