// Covers core/export/formats/postgres/format.ts, core/export/formats/postgres/copy-rows.ts.
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect } from 'vitest';
import { awkwardForm, emptyForm, formOfMany } from '../../../../fixtures/awkward-form/awkward-form.ts';
import { onlyWhere } from '../../../../fixtures/only-where.ts';
import { testKey } from '../../../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../../../fixtures/test-workspaces.ts';
import { Secret } from '../../../ground/secret.ts';
import type { RowReader } from '../../../model/rows.ts';
import type { Workspace } from '../../../store/workspace.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';
import { expectedTables, lostAnswers, type Shown } from '../../analysis/testing/answers-in-file.ts';
import { writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { markIn } from './mark.ts';
import { TARGET } from './target.ts';
import { canServe, PostgresServer } from './testing/postgres-server.ts';

/* Every cell of the sample project and of a form with everything that is awkward, as psql reads it. */

const test = onlyWhere('postgres');
const spaces = new TestWorkspaces();
let server: PostgresServer;
let workspace: Workspace;
beforeAll(async () => {
  if (!canServe()) return;
  server = await PostgresServer.start();
  workspace = spaces.open();
  const keys = [
    testKey('sample-project/keys/TEST-key-2023.pem'),
    testKey('sample-project/keys/TEST-key-2025.pem', 'sample-project/keys/TEST-key-2025.passphrase.txt'),
  ];
  await spaces.fill(workspace, keys, 100);
});
afterAll(async () => {
  spaces.close();
  await server?.stop();
});

function json<T>(sql: string): T {
  const [[text = ''] = []] = parse(server.psql(sql)) as string[][];
  return (text === '' ? null : JSON.parse(text)) as T;
}

/** Returns the rows of a table and of its further parts, by key. */
function read(schema: string, path: string): Map<string, Record<string, unknown>> {
  const comments = json<[string, string][]>(
    `SELECT json_agg(json_build_array(relname, obj_description(oid, 'pg_class'))) FROM pg_class
     WHERE relnamespace = '${schema}'::regnamespace AND relkind = 'r'`,
  );
  const rows = new Map<string, Record<string, unknown>>();
  for (const [name, comment] of comments.filter(([, text]) => markIn(text)?.path === path)) {
    const part = json<Record<string, unknown>[] | null>(`SELECT json_agg(t) FROM ${schema}."${name}" t`);
    expect(comment).toContain('Form ');
    for (const row of part ?? []) rows.set(String(row.key), { ...rows.get(String(row.key)), ...row });
  }
  return rows;
}

function shown({ kind, role }: AnalysisColumn, cell: unknown): Shown {
  if (cell === null || cell === undefined) return null;
  if (kind === 'time' || kind === 'dateTime') {
    const [whole = '', fraction = ''] = String(cell).split('.');
    return `${whole}.${fraction.padEnd(3, '0')}`;
  }
  return kind === 'flag' && role === 'choice' ? cell === 1 : (cell as Shown);
}

let schemas = 0;

async function compare(reader: RowReader, mode: 'replace' | 'update'): Promise<number> {
  schemas += 1;
  const schema = `compared_${schemas}`;
  const options: OptionsFor<'postgres'> = {
    format: 'postgres',
    folder: '',
    excludeMedia: true,
    postgres: server.url(),
    secret: new Secret(PostgresServer.password),
    schema,
    mode,
  };
  for (let times = 0; times < 2; times += 1) await writeExport(reader, options);
  let cells = 0;
  for (const table of expectedTables(reader, options, TARGET)) {
    const rows = read(schema, table.table.path);
    const key = table.columns.findIndex(({ name }) => name === 'key');
    const found = table.rows.map((row) => rows.get(String(row[key])) ?? {});
    const cellsOf = found.map((row) => table.columns.map((column) => shown(column, row[column.name])));
    expect(rows.size).toBe(table.rows.length);
    expect(cellsOf).toEqual(table.rows);
    expect(lostAnswers(table, cellsOf)).toEqual([]);
    cells += cellsOf.flat().filter((cell) => cell !== null).length;
  }
  return cells;
}

test('the sample project is whole in the database, cell by cell', async () => {
  for (const form of ['household', 'child_health', 'facility']) {
    expect(await compare(workspace.rows(form), 'replace')).toBeGreaterThan(100);
  }
  expect(await compare(workspace.rows('household'), 'update')).toBeGreaterThan(100);
});

test('so are the awkward form, one of 2,600 questions and one without any', async () => {
  for (const mode of ['replace', 'update'] as const) {
    expect(await compare(awkwardForm(null).reader, mode)).toBeGreaterThan(100);
    expect(await compare(formOfMany().reader, mode)).toBeGreaterThan(2600);
    expect(await compare(emptyForm().reader, mode)).toBe(0);
  }
});
