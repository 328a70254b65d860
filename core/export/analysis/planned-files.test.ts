import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { problemData } from '../../ground/problem.ts';
import { underName } from '../export-notes.ts';
import { ExportContext } from '../media-cells.ts';
import { OutputFiles } from '../output-files.ts';
import { submissionOf } from '../testing/memory-reader.ts';
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

test('notes about the file and about cells reach the report, under the final name of the file', async () => {
  const noting: AnalysisFile = {
    ...twoTables(),
    write: (path, _tables, notes) => {
      writeFileSync(path, 'written');
      notes.note('changed', 'a', 2);
      notes.tell(problemData('export.stata_long_texts', { file: 'F.json' }));
    },
  };
  const planned = plannedFiles([noting]);
  const context = new ExportContext({ media: null, audit: null, names: new Map([['F.json', 'F (2).json']]) });
  const submission = submissionOf({ instanceId: 'i', records: [] });
  planned[0]?.row(
    { path: '', key: 'i', parentKey: null, ordinal: 0, values: {}, repeats: {} },
    submission,
    context,
  );
  const folder = temporaryFolder();
  const files = new OutputFiles(folder, planned, { format: 'tidy', folder });
  await files.finish();
  await files.commit();
  expect(context.cells.notes()).toEqual([
    problemData('export.cells_changed', { count: 2, file: 'F (2).json', column: 'a' }),
  ]);
  const told = planned.flatMap((table) => table.told?.() ?? []);
  expect(told.map((note) => underName(note, new Map([['F.json', 'F (2).json']])))).toEqual([
    problemData('export.stata_long_texts', { file: 'F (2).json' }),
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
