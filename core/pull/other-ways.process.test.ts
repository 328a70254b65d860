// Covers core/store/same-refs.ts.

import { expect, test } from 'vitest';
import { centralOf } from '../../fixtures/servers/central-of-sample.ts';
import { startCentralServer } from '../../fixtures/servers/central-server.ts';
import { editedData, editedForm } from '../../fixtures/servers/edited-data.ts';
import { addressesOf, connectTo, type KindOfServer, user } from '../../fixtures/servers/kinds.ts';
import { testRoom } from '../../fixtures/servers/test-room.ts';
import { testDatabase } from '../../fixtures/switched-workspace.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import type { RunReport } from '../model/run-report.ts';
import type { ServerKind } from '../model/server-kind.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

/* Several sources may fill one form: it is said, and what two ways to one server list is fetched once. */
const { closing, newWorkspace, start } = testRoom('ways');

function add(workspace: Workspace, name: string, kind: ServerKind, url: string): void {
  const settings = { url, login: { kind: 'none' }, caFile: null, proxy: null } as const;
  workspace.transaction(() => workspace.servers.add({ name, kind, settings }));
}

async function pull(
  workspace: Workspace,
  kind: ServerKind,
  server: KindOfServer,
  sourceName: string,
): Promise<RunReport> {
  const source = await connectTo(kind, server);
  return runLine({ ...plainRun(), workspace, source, sourceName }).finally(() => source.close());
}

const one = { id: '1', name: 'one' };
const two = { id: '2', name: 'two' };
const three = { id: '3', name: 'three' };

test.each(['kobo', 'ona', 'central', 'aggregate', 'openrosa'] as const)(
  '%s: what two ways to one server list is fetched once',
  async (kind) => {
    const server = await start(kind, editedData([one, two]));
    const workspace = newWorkspace();
    for (const name of ['first', 'second']) add(workspace, name, kind, server.url);
    expect((await pull(workspace, kind, server, 'first')).counts).toMatchObject({ toFetch: 2, added: 2 });
    const asked = (): number =>
      server.requests.filter(({ path }) => addressesOf(kind).submission?.test(path) === true).length;
    const before = asked();
    expect(before).toBeGreaterThan(0);
    const other = await pull(workspace, kind, server, 'second');
    expect(other.counts).toMatchObject({ listed: 2, alreadyHere: 2, toFetch: 0 });
    expect(other.notes).toEqual([]);
    expect(asked()).toBe(before);
    // What is new is fetched by whichever comes first.
    server.serve(editedData([one, two, three]));
    expect((await pull(workspace, kind, server, 'second')).counts).toMatchObject({ toFetch: 1, added: 1 });
    expect((await pull(workspace, kind, server, 'first')).counts).toMatchObject({ toFetch: 0 });
    expect([...workspace.submissionList.all(null)]).toHaveLength(3);
    expect(workspace.origins.of(editedForm)).toEqual(
      ['first', 'second'].map((source) => ({ source, place: kind === 'central' ? '1' : null })),
    );
  },
);

test('two servers that fill one form: told once, by the one that comes second, and again of a third', async () => {
  const workspace = newWorkspace();
  const servers = await Promise.all(
    [one, two, three].map((version) => start('aggregate', editedData([version]))),
  );
  const at = async (i: number): Promise<unknown> => {
    const server = servers[i];
    if (server === undefined) throw new Error('there are three');
    const { notes, outcome } = await pull(workspace, 'aggregate', server, `server ${i}`);
    expect(outcome).toBe('complete');
    return notes;
  };
  const also = (sources: string) => [{ code: 'source.also_filled', params: { form: editedForm, sources } }];
  expect(await at(0)).toEqual([]);
  expect(await at(1)).toEqual(also('server 0'));
  expect(await at(0)).toEqual([]);
  expect(await at(1)).toEqual([]);
  expect(await at(2)).toEqual(also('server 0; server 1'));
  expect(await at(2)).toEqual([]);
});

/** A Central that has the form in two projects, with a submission in each. */
async function twoProjects(): Promise<KindOfServer> {
  const north = centralOf(editedData([one]));
  const south = centralOf(editedData([two]));
  const here = `1/${editedForm}`;
  const there = `2/${editedForm}`;
  const data = {
    ...north,
    projects: [
      { id: 1, name: 'North' },
      { id: 2, name: 'South' },
    ],
    forms: { 1: north.forms[1] ?? [], 2: (south.forms[1] ?? []).map((form) => ({ ...form, projectId: 2 })) },
    versions: { ...north.versions, [there]: south.versions[here] ?? [] },
    submissions: new Map([...north.submissions, [there, south.submissions.get(here) ?? []]]),
  };
  const server = await startCentralServer({ data, users: [user] });
  closing.push(() => server.close());
  return { ...server, serve: () => undefined };
}

test('one Central whose projects fill one form: told once, and each submission knows its project', async () => {
  const server = await twoProjects();
  const workspace = newWorkspace();
  const first = await pull(workspace, 'central', server, 'c');
  expect(first.notes).toEqual([
    { code: 'source.also_filled', params: { form: editedForm, sources: 'c, South' } },
  ]);
  expect((await pull(workspace, 'central', server, 'c')).notes).toEqual([]);
  const places = rowsIn(workspace, 'SELECT place, locator FROM listed ORDER BY place');
  expect(places).toEqual([
    { place: 'North', locator: '1/uuid:1' },
    { place: 'South', locator: '2/uuid:2' },
  ]);
  expect(workspace.origins.of(editedForm).map(({ place }) => place)).toEqual(['North', 'South']);
});

test('a page of a project is a way to the Central that has it', async () => {
  const server = await twoProjects();
  const workspace = newWorkspace();
  const south = { ...server, url: `${server.url}/#/projects/2` };
  add(workspace, 'all', 'central', server.url);
  add(workspace, 'south', 'central', south.url);
  await pull(workspace, 'central', server, 'all');
  const { counts, notes } = await pull(workspace, 'central', south, 'south');
  expect(counts).toMatchObject({ listed: 1, toFetch: 0 });
  expect(notes).toEqual([]);
});

test('a folder and a server with the same submissions: one each, not told, and fetched once', async () => {
  const data = editedData([one, two]);
  const workspace = newWorkspace();
  const first = await start('aggregate', data);
  const second = await start('kobo', data);
  await pull(workspace, 'aggregate', first, 'backup');
  const other = await pull(workspace, 'kobo', second, 'server');
  expect(other.counts).toMatchObject({ toFetch: 2, added: 0, unchanged: 2 });
  expect(other.notes).toEqual([]);
  expect([...workspace.submissionList.all(null)]).toHaveLength(2);
  for (const [kind, server, name] of [
    ['aggregate', first, 'backup'],
    ['kobo', second, 'server'],
  ] as const) {
    expect((await pull(workspace, kind, server, name)).counts.toFetch).toBe(0);
  }
});

test('the same instance ID under two owners of one Ona is two submissions until they have come', () => {
  const workspace = newWorkspace();
  const ref = (family: string) => ({ formId: editedForm, locator: 'uuid:1', stamp: '2026', family });
  const settle = (hasNumbers: boolean): number => {
    for (const _ of workspace.sameRefs.settle('b', editedForm, ['a'], hasNumbers));
    return rowsIn(workspace, "SELECT 1 FROM listed WHERE source = 'b' AND submission_id IS NOT NULL").length;
  };
  workspace.transaction(() => {
    workspace.listings.putPage('a', editedForm, [ref('17')], null);
    workspace.listings.putPage('b', editedForm, [ref('18')], null);
  });
  const db = testDatabase(workspace.folder);
  db.exec(
    `INSERT INTO submission (id, form_id, content_id, encrypted, state, signature, submitted_ms, submitted_day, record_count,
       read_by_form, stored_at, run_id) VALUES (1, 'edited', 'c', 0, 'decrypted', 'absent', 0, '1970-01-01', 0, 1, '', 1);
     UPDATE listed SET submission_id = 1, stamp = '2026' WHERE source = 'a'`,
  );
  expect(settle(true)).toBe(0);
  db.exec("UPDATE listed SET family = '17', listed_stamp = '2027' WHERE source = 'b'");
  expect(settle(true)).toBe(0);
  db.exec("UPDATE listed SET listed_stamp = '2026' WHERE source = 'b'");
  expect(settle(true)).toBe(1);
  db.close();
});
