// Covers core/export/formats/parquet/target.ts.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awkwardForm, emptyForm, formOfMany } from '../../../../fixtures/awkward-form/awkward-form.ts';
import { findDuckDb } from '../../../../fixtures/duckdb/duckdb.ts';
import { testKey } from '../../../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../../../fixtures/test-workspaces.ts';
import type { RowReader } from '../../../model/rows.ts';
import type { Workspace } from '../../../store/workspace.ts';
import { expectedTables, lostAnswers, type Shown } from '../../analysis/testing/answers-in-file.ts';
import { writeExport } from '../../export.ts';
import { fileNames } from '../../file-names.ts';
import type { OptionsFor } from '../../options.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { TARGET } from './target.ts';

/* Every cell of the sample project and of a form with everything that is awkward, as DuckDB reads it. */

const duckDb = findDuckDb();
const ask = 'ask' in duckDb ? duckDb.ask : () => [];
const reason = 'reason' in duckDb ? ` (skipped: ${duckDb.reason})` : '';

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

/** What DuckDB calls each type of a column, and how its texts are read. */
function shown(type: string, cell: unknown): Shown {
  if (cell === null) return null;
  const text = String(cell);
  switch (type) {
    case 'BIGINT':
      return Number(text);
    case 'TIME':
    case 'TIMESTAMP':
      return withMilliseconds(text.replace(' ', 'T'));
    case 'DOUBLE':
    case 'BOOLEAN':
      return cell as number | boolean;
    default:
      return text;
  }
}

function withMilliseconds(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(3, '0')}`;
}

async function compare(reader: RowReader): Promise<{ readonly tables: number; readonly cells: number }> {
  const options: OptionsFor<'parquet'> = {
    format: 'parquet',
    folder: temporaryFolder(),
    fileName: 'f',
    excludeMedia: true,
  };
  await writeExport(reader, options);
  const expected = expectedTables(reader, options, TARGET);
  const files = fileNames(
    'f',
    expected.map(({ table }) => table.path),
    '.parquet',
  ).tables;
  const paths = expected.map(({ table }) => join(options.folder, files.get(table.path) ?? ''));
  const results = ask(
    ...paths.flatMap((path) => [
      `DESCRIBE SELECT * FROM '${path}'`,
      `SELECT * EXCLUDE (file_row_number) FROM read_parquet('${path}', file_row_number = true) ORDER BY file_row_number`,
    ]),
  );
  let cells = 0;
  for (const [i, table] of expected.entries()) {
    const [described = [], rows = []] = results.slice(2 * i);
    expect(described.map(([name]) => name)).toEqual(table.columns.map(({ name }) => name));
    const read = rows.map((row) => row.map((cell, at) => shown(String(described[at]?.[1]), cell)));
    expect(read).toEqual(table.rows);
    expect(lostAnswers(table, read)).toEqual([]);
    cells += read.flat().filter((cell) => cell !== null).length;
  }
  return { tables: expected.length, cells };
}

describe.skipIf(reason !== '')(`DuckDB${reason}`, () => {
  test('the sample project is whole in the files, cell by cell', async () => {
    const compared = [];
    for (const form of ['household', 'child_health', 'facility']) {
      compared.push(await compare(workspace.rows(form)));
    }
    expect(compared.every(({ tables, cells }) => tables > 0 && cells > 100)).toBe(true);
    expect(compared.some(({ tables }) => tables > 1)).toBe(true);
  });

  test('so are the awkward form, one of 2,600 questions and one without any', async () => {
    expect((await compare(awkwardForm(null).reader)).tables).toBe(5);
    expect((await compare(formOfMany().reader)).cells).toBeGreaterThan(2600);
    expect((await compare(emptyForm().reader)).cells).toBe(0);
  });
});
