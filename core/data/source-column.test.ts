// Covers core/data/data-reader.ts.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import type { Filter, TableView } from '../model/table-view.ts';
import { runLine } from '../pull/run.ts';
import { folderSource } from '../source/folder/folder.ts';
import { plainRun } from '../testing/run-options.ts';
import { DataReader } from './data-reader.ts';

/* The server or folder that each submission comes from, as a column and a filter of the data page. */
const root = mkdtempSync(join(tmpdir(), 'attache-source-column-'));
const workspace = testWorkspace(join(root, 'workspace'));
let reader: DataReader;
const values = { show: 'values', language: '' } as const;

async function take(name: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    mkdirSync(join(root, name, id), { recursive: true });
    const xml = `<data id="visit"><q>${id}</q><meta><instanceID>uuid:${id}</instanceID></meta></data>`;
    writeFileSync(join(root, name, id, 'submission.xml'), xml);
  }
  const source = folderSource({ folder: join(root, name) });
  await runLine({ ...plainRun(), kind: 'import', workspace, source, sourceName: name });
}

beforeAll(async () => {
  await take('north; or so', ['1', '2']);
  reader = new DataReader(workspace.folder, workspace.keys);
});
afterAll(() => {
  reader.close();
  workspace.close();
  rmSync(root, { recursive: true, force: true });
});

async function shown(filters: Filter[]): Promise<readonly unknown[]> {
  const view: TableView = { formId: 'visit', path: '', filters, search: '', sort: [] };
  const list = await reader.list(view, values, new AbortController().signal, () => {});
  const rows = reader.page('visit', '', ['q', '@source'], values, list?.ids ?? [], null);
  return rows.map(({ cells }) => cells).sort();
}

test('a form with one source does not show the column at first; a form with several sources does', async () => {
  expect(reader.table('visit', '').defaultColumns).not.toContain('@source');
  await take('south', ['2', '3']);
  expect(reader.table('visit', '').defaultColumns).toContain('@source');
  expect(await shown([])).toEqual([
    ['1', 'north; or so'],
    ['2', 'north; or so; south'],
    ['3', 'south'],
  ]);
});

test('the filter offers each source once, and finds its submissions, also those that have other sources too', async () => {
  const offered = await reader.values('visit', '', '@source', '');
  expect(offered.map(({ label, count }) => [label, count])).toEqual([
    ['north; or so', 2],
    ['south', 2],
  ]);
  const of = async (kind: 'is' | 'is-not', name: string) =>
    (await shown([{ kind, column: '@source', values: [name] }])).map((cells) => (cells as string[])[0]);
  expect(await of('is', 'south')).toEqual(['2', '3']);
  expect(await of('is', 'north; or so')).toEqual(['1', '2']);
  expect(await of('is-not', 'south')).toEqual(['1']);
});
