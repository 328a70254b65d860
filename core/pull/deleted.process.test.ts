// Covers core/pull/run.ts.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { caseFolder } from '../../fixtures/corpora/corpora.ts';
import { centralOf } from '../../fixtures/servers/central-of-sample.ts';
import { startCentralServer } from '../../fixtures/servers/central-server.ts';
import { editedData, editedForm } from '../../fixtures/servers/edited-data.ts';
import { connectTo, type KindOfServer, user } from '../../fixtures/servers/kinds.ts';
import type { SampleData } from '../../fixtures/servers/sample-data.ts';
import { testRoom } from '../../fixtures/servers/test-room.ts';
import type { RunCounts, RunReport } from '../model/run-report.ts';
import type { ServerKind } from '../model/server-kind.ts';
import { folderSource } from '../source/folder/folder.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

/* What was deleted on its server stays here, is counted, and is told by everybody alike. */
const { root, closing, newWorkspace, start } = testRoom('deleted');

async function pull(
  workspace: Workspace,
  kind: ServerKind,
  server: KindOfServer,
  sourceName = 'server',
): Promise<Pick<RunCounts, 'deleted' | 'deletedNow'>> {
  const { deleted, deletedNow } = (await report(workspace, kind, server, sourceName)).counts;
  return { deleted, deletedNow };
}

async function report(
  workspace: Workspace,
  kind: ServerKind,
  server: KindOfServer,
  sourceName = 'server',
): Promise<RunReport> {
  const source = await connectTo(kind, server);
  return runLine({ ...plainRun(), workspace, source, sourceName }).finally(() => source.close());
}

/** `onServer` of each submission; the counts by form, the exports and Data must agree with it. */
function said(workspace: Workspace): Record<string, boolean | null> {
  const all = [...workspace.submissionList.all(null)];
  const deleted = all.filter(({ onServer }) => onServer === false).length;
  const [counts] = workspace.submissionCounts.byForm();
  expect(counts?.deletedOnServer).toBe(deleted);
  const rows = workspace.rows(editedForm);
  expect(rows.deleted({})).toBe(deleted);
  expect(rows.count({ withoutDeleted: true })).toBe(rows.count({}) - deleted);
  return Object.fromEntries(all.map(({ instanceId, onServer }) => [instanceId ?? '', onServer]));
}

/** The form of `editedData`, and one without submissions. */
function twoForms(submissions: Parameters<typeof editedData>[0]): SampleData {
  const data = editedData(submissions);
  const [form] = data.forms;
  if (form === undefined) throw new Error('no form');
  const other = {
    ...form,
    formId: 'other',
    name: 'other',
    xml: form.xml.replaceAll(`"${editedForm}"`, '"other"'),
  };
  return {
    forms: [form, other],
    submissions: (formId) => (formId === 'other' ? [] : data.submissions(formId)),
  };
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

/** The problems of forms that are kept, by their codes. */
const kept = (workspace: Workspace) =>
  workspace.problemList.all(null).map(({ code, formId }) => [code, formId]);

test.each(['kobo', 'ona', 'central', 'aggregate', 'openrosa'] as const)(
  '%s: a form that is no longer shown was not deleted, as far as anybody knows, and is told until it is shown again',
  async (kind) => {
    const both = twoForms([one, two]);
    const server = await start(kind, both);
    const workspace = newWorkspace();
    const first = await report(workspace, kind, server);
    expect(first.empty).toEqual([{ formId: 'other', title: 'other', isSure: kind !== 'openrosa' }]);
    expect([first.outcome, first.unlisted]).toEqual(['complete', []]);
    server.serve({ ...both, forms: both.forms.filter(({ formId }) => formId === 'other') });
    for (const unlistedNow of [2, 0]) {
      const { counts, problems, outcome, unlisted } = await report(workspace, kind, server);
      expect(counts).toMatchObject({ deleted: 0, unlisted: 2, unlistedNow, listed: 0 });
      expect([outcome, problems]).toEqual(['with-problems', { 'source.form_unlisted': 1 }]);
      expect(unlisted).toMatchObject([{ formId: editedForm }]);
    }
    expect(kept(workspace)).toEqual([['source.form_unlisted', editedForm]]);
    expect(said(workspace)).toEqual({ 'uuid:1': null, 'uuid:2': null });
    expect(workspace.totals.all()).toMatchObject([
      { onServer: 0, onlyHere: 2, unlisted: 2, here: 2, toPull: 0 },
    ]);
    server.serve(both);
    const again = await report(workspace, kind, server);
    expect([again.outcome, again.counts.unlisted, again.unlisted]).toEqual(['complete', 0, []]);
    expect([kept(workspace), said(workspace)]).toEqual([[], { 'uuid:1': true, 'uuid:2': true }]);
  },
);

test.each(['kobo', 'ona', 'central', 'aggregate', 'openrosa'] as const)(
  '%s: an account that sees nothing is told so, and what it saw is not shown any more',
  async (kind) => {
    const server = await start(kind, editedData([one, two]));
    const workspace = newWorkspace();
    await report(workspace, kind, server);
    server.serve({ forms: [], submissions: () => [] });
    const code = kind === 'ona' ? 'source.not_shown' : 'source.no_forms';
    await expect(report(workspace, kind, server)).rejects.toMatchObject({ code });
    expect(kept(workspace)).toEqual([['source.form_unlisted', editedForm]]);
    expect(said(workspace)).toEqual({ 'uuid:1': null, 'uuid:2': null });
    expect(workspace.totals.all()).toMatchObject([
      { onServer: 0, onlyHere: 2, unlisted: 2, here: 2, toPull: 0 },
    ]);
  },
);

test('a deleted project of a Central deletes its submissions, and no others', async () => {
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
  // Of the other project nobody knows whether it was deleted.
  const { counts } = await report(workspace, 'central', kind);
  expect(counts).toMatchObject({ deleted: 0, unlisted: 1, unlistedNow: 1 });
  expect(said(workspace)).toEqual({ 'uuid:1': true, 'uuid:2': null });
  server.serve(both);
  expect(await pull(workspace, 'central', kind)).toEqual({ deleted: 0, deletedNow: 0 });
});

test('a submission that another server still has does not count as deleted', async () => {
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

test('a submission that is gone from a folder does not count as deleted on a server', async () => {
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
  expect([...workspace.submissionList.all(null)].map(({ onServer }) => onServer)).toContain(null);
  rmSync(folder, { recursive: true });
  cpSync(join(caseFolder('g05-select-multiple'), 'flat'), folder, { recursive: true });
  const { counts } = await take();
  expect(counts.deleted).toBe(0);
  expect([...workspace.submissionList.all(null)].every(({ onServer }) => onServer === null)).toBe(true);
});
