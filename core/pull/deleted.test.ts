import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { caseFolder } from '../../fixtures/corpora/corpora.ts';
import { centralOf } from '../../fixtures/servers/central-of-sample.ts';
import { startCentralServer } from '../../fixtures/servers/central-server.ts';
import { editedData, editedForm } from '../../fixtures/servers/edited-data.ts';
import { connectTo, type KindOfServer, startSampleServer, user } from '../../fixtures/servers/kinds.ts';
import type { SampleData } from '../../fixtures/servers/sample-data.ts';
import { folderSource } from '../source/folder.ts';
import type { ServerKind } from '../source/web-source.ts';
import { plainRun } from '../testing/run-options.ts';
import { Workspace } from '../workspace.ts';
import type { RunCounts } from './report.ts';
import { runLine } from './run.ts';

/* What was deleted on its server stays here, is counted, and is told by everybody alike. */
const root = mkdtempSync(join(tmpdir(), 'attache-deleted-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function newWorkspace(): Workspace {
  const workspace = new Workspace(mkdtempSync(join(root, 'workspace-')));
  closing.push(() => workspace.close());
  return workspace;
}

async function start(kind: ServerKind, data: SampleData): Promise<KindOfServer> {
  const server = await startSampleServer(kind, data);
  closing.push(() => server.close());
  return server;
}

async function pull(
  workspace: Workspace,
  kind: ServerKind,
  server: KindOfServer,
  sourceName = 'server',
): Promise<Pick<RunCounts, 'deleted' | 'deletedNow'>> {
  const source = await connectTo(kind, server);
  const { counts } = await runLine({ ...plainRun(), workspace, source, sourceName }).finally(() =>
    source.close(),
  );
  const { deleted, deletedNow } = counts;
  return { deleted, deletedNow };
}

/** `onServer` of each submission; the counts by form, the exports and Data must agree with it. */
function said(workspace: Workspace): Record<string, boolean | null> {
  const all = [...workspace.queries.submissions(null)];
  const deleted = all.filter(({ onServer }) => onServer === false).length;
  const [counts] = workspace.queries.counts();
  expect(counts?.deletedOnServer).toBe(deleted);
  const rows = workspace.rows(editedForm);
  expect(rows.deleted({})).toBe(deleted);
  expect(rows.count({ withoutDeleted: true })).toBe(rows.count({}) - deleted);
  return Object.fromEntries(all.map(({ instanceId, onServer }) => [instanceId ?? '', onServer]));
}

const one = { id: '1', name: 'one' };
const two = { id: '2', name: 'two' };

test.each(['kobo', 'ona', 'central', 'aggregate'] as const)(
  '%s: told, and no more when it comes back',
  async (kind) => {
    const server = await start(kind, editedData([one, two]));
    const workspace = newWorkspace();
    expect(await pull(workspace, kind, server)).toEqual({ deleted: 0, deletedNow: 0 });
    expect(said(workspace)).toEqual({ 'uuid:1': true, 'uuid:2': true });
    server.serve(editedData([two]));
    const isListedWhole = kind !== 'aggregate';
    const gone = isListedWhole ? 1 : 0;
    // A list that is continued shows no deletion until it is compared whole again.
    expect(await pull(workspace, kind, server)).toEqual({ deleted: gone, deletedNow: gone });
    expect(said(workspace)).toEqual({ 'uuid:1': !isListedWhole, 'uuid:2': true });
    expect(await pull(workspace, kind, server)).toEqual({ deleted: gone, deletedNow: 0 });
    server.serve(editedData([one, two]));
    expect(await pull(workspace, kind, server)).toEqual({ deleted: 0, deletedNow: 0 });
    expect(said(workspace)).toEqual({ 'uuid:1': true, 'uuid:2': true });
  },
);

test('a form that is gone takes its submissions with it', async () => {
  const server = await start('central', editedData([one, two]));
  const workspace = newWorkspace();
  await pull(workspace, 'central', server);
  server.serve({ forms: [], submissions: () => [] });
  expect(await pull(workspace, 'central', server)).toEqual({ deleted: 2, deletedNow: 2 });
  expect(said(workspace)).toEqual({ 'uuid:1': false, 'uuid:2': false });
  expect(workspace.totals.all()).toMatchObject([{ onServer: 0, onlyHere: 2, here: 2, toPull: 0 }]);
});

test('a project of a Central that is gone takes its submissions with it, and no others', async () => {
  const [first, second] = [centralOf(editedData([one])), centralOf(editedData([two]))];
  const formsOf2 = (second.forms['1'] ?? []).map((form) => ({ ...form, projectId: 2 }));
  const both = {
    ...first,
    projects: [
      { id: 1, name: 'North' },
      { id: 2, name: 'South' },
    ],
    forms: { 1: first.forms['1'] ?? [], 2: formsOf2 },
    versions: { ...first.versions, [`2/${editedForm}`]: second.versions[`1/${editedForm}`] ?? [] },
    submissions: new Map([
      ...first.submissions,
      [`2/${editedForm}`, second.submissions.get(`1/${editedForm}`) ?? []] as const,
    ]),
  };
  const server = await startCentralServer({ data: both, users: [user] });
  closing.push(() => server.close());
  const kind = { ...server, serve: () => undefined };
  const workspace = newWorkspace();
  expect(await pull(workspace, 'central', kind)).toEqual({ deleted: 0, deletedNow: 0 });
  server.serve(first);
  expect(await pull(workspace, 'central', kind)).toEqual({ deleted: 1, deletedNow: 1 });
  expect(said(workspace)).toEqual({ 'uuid:1': true, 'uuid:2': false });
  server.serve(both);
  expect(await pull(workspace, 'central', kind)).toEqual({ deleted: 0, deletedNow: 0 });
});

test('what another server still has is deleted nowhere', async () => {
  const [first, second] = [
    await start('kobo', editedData([one, two])),
    await start('central', editedData([two])),
  ] as const;
  const workspace = newWorkspace();
  await pull(workspace, 'kobo', first, 'first');
  await pull(workspace, 'central', second, 'second');
  first.serve(editedData([]));
  expect(await pull(workspace, 'kobo', first, 'first')).toEqual({ deleted: 1, deletedNow: 1 });
  expect(said(workspace)).toEqual({ 'uuid:1': false, 'uuid:2': true });
});

test('what a folder has no more was deleted on no server', async () => {
  const folder = join(root, 'folder');
  cpSync(join(caseFolder('g01-flat'), 'flat'), folder, { recursive: true });
  const workspace = newWorkspace();
  const take = () =>
    runLine({
      ...plainRun(),
      workspace,
      source: folderSource({ folder }),
      sourceName: `folder:${folder}`,
      kind: 'import',
    });
  await take();
  expect([...workspace.queries.submissions(null)].map(({ onServer }) => onServer)).toContain(null);
  rmSync(folder, { recursive: true });
  cpSync(join(caseFolder('g05-select-multiple'), 'flat'), folder, { recursive: true });
  const { counts } = await take();
  expect(counts.deleted).toBe(0);
  expect([...workspace.queries.submissions(null)].every(({ onServer }) => onServer === null)).toBe(true);
});
