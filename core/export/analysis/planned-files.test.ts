import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OutputFiles } from '../output-files.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import type { AnalysisFile } from './analysis-file.ts';
import type { AnalysisTable } from './analysis-table.ts';
import { EMPTY } from './cell.ts';
import type { AnalysisColumn } from './column.ts';
import { plannedFiles } from './planned-files.ts';

function column(name: string, isOnlyWhenUsed = false): AnalysisColumn {
  return {
    name,
    original: name,
    kind: 'text',
    role: 'answer',
    labels: {},
    list: null,
    choice: null,
    unit: null,
    question: null,
    isOnlyWhenUsed,
  };
}

function table(path: string): AnalysisTable {
  return {
    form: { formId: 'f', title: 'F', version: null, languages: [''], language: '', zoneRule: '' },
    path,
    name: path,
    labels: {},
    columns: [column('key'), column('a'), column('a_text', true)],
    key: 'key',
    parent: null,
    cells: () => [],
  };
}

function twoTables(written: (path: string) => void = () => undefined): AnalysisFile {
  return {
    file: 'F.json',
    tables: [
      { table: table(''), as: 'F' },
      { table: table('r'), as: 'r' },
    ],
    write: (path, tables) => {
      written(path);
      writeFileSync(
        path,
        JSON.stringify(tables.map(({ columns, rows }) => [columns.map(({ name }) => name), ...rows()])),
      );
    },
  };
}

test('a file with two tables is written once, and leaves out what is not used', async () => {
  const folder = temporaryFolder();
  let writes = 0;
  const planned = plannedFiles([
    twoTables(() => {
      writes += 1;
    }),
  ]);
  const files = new OutputFiles(folder, planned, { format: 'tidy', folder });
  files.add(0, ['k1', '1', EMPTY]);
  files.add(1, ['k1/r[1]', EMPTY, 'odd']);
  await files.finish();
  expect(readdirSync(folder).every((file) => file.startsWith('.attache-'))).toBe(true);
  await files.commit();
  files.discard();
  expect(writes).toBe(1);
  expect(readdirSync(folder)).toEqual(['F.json']);
  expect(JSON.parse(readFileSync(join(folder, 'F.json'), 'utf8'))).toEqual([
    [
      ['key', 'a'],
      ['k1', '1'],
    ],
    [
      ['key', 'a', 'a_text'],
      ['k1/r[1]', { missing: 'empty' }, 'odd'],
    ],
  ]);
});

test('nothing is left when it is discarded, before and after the rows are there', async () => {
  const folder = temporaryFolder();
  const planned = plannedFiles([twoTables()]);
  for (const finishes of [false, true]) {
    const files = new OutputFiles(folder, planned, { format: 'tidy', folder });
    files.add(0, ['k1', '1', EMPTY]);
    if (finishes) await files.finish();
    files.discard();
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('an error of the writer leaves nothing behind', async () => {
  const folder = temporaryFolder();
  const failing = twoTables(() => {
    throw new Error('disk');
  });
  const files = new OutputFiles(folder, plannedFiles([failing]), { format: 'tidy', folder });
  await expect(files.finish()).rejects.toThrow('disk');
  files.discard();
  expect(readdirSync(folder)).toEqual([]);
});
