// Covers core/data/table-rows.ts.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import {
  editedData,
  editedForm,
  type SampleVersion,
  versionXml,
} from '../../fixtures/servers/edited-data.ts';
import { connectTo, startSampleServer } from '../../fixtures/servers/kinds.ts';
import { tinyForm } from '../../fixtures/servers/tiny-data.ts';
import { testDatabase, testWorkspace } from '../../fixtures/switched-workspace.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import type { UnlockedKey } from '../model/key.ts';
import type { ServerKind } from '../model/server-kind.ts';
import { folderSource } from '../source/folder/folder.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { openWaiting } from './open-waiting.ts';
import { runLine } from './run.ts';

/* Which version of an edited submission is the row, pulled from servers and imported from folders. */
const root = mkdtempSync(join(tmpdir(), 'attache-versions-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const open: Workspace[] = [];
afterEach(() => {
  for (const workspace of open.splice(0)) workspace.close();
});

function newWorkspace(): Workspace {
  const workspace = testWorkspace(mkdtempSync(join(root, 'workspace-')));
  open.push(workspace);
  return workspace;
}

const key = corpusKey('A');
const lost = corpusKey('Z');

/** Pulls what the server has at each turn, into one workspace. */
async function pullTurns(
  kind: ServerKind,
  turns: readonly (readonly SampleVersion[])[],
  keys: readonly UnlockedKey[] = [key],
  workspace = newWorkspace(),
): Promise<Workspace> {
  const server = await startSampleServer(kind, editedData(turns[0] ?? []));
  try {
    for (const turn of turns) {
      server.serve(editedData(turn));
      const source = await connectTo(kind, server);
      await runLine({ ...plainRun(), workspace, source, sourceName: 'server', keys }).finally(() =>
        source.close(),
      );
    }
  } finally {
    await server.close();
  }
  return workspace;
}

async function openWith(workspace: Workspace, keys: readonly UnlockedKey[]): Promise<void> {
  const { clock, signal, onProgress } = plainRun();
  await openWaiting({
    workspace,
    keys,
    formId: null,
    keepCiphertext: false,
    threads: 1,
    clock,
    signal,
    onProgress,
  });
}

let made = 0;
/** A folder of Briefcase with these versions. */
function folderOf(versions: readonly SampleVersion[]): string {
  made += 1;
  const folder = join(root, `folder-${made}`, 'ODK Briefcase Storage', 'forms', 'Edited');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'Edited.xml'), tinyForm(editedForm, 'visit', null));
  for (const version of versions) {
    const instance = join(folder, 'instances', `uuid${version.id}`);
    mkdirSync(instance, { recursive: true });
    writeFileSync(join(instance, 'submission.xml'), versionXml(version));
  }
  return join(root, `folder-${made}`);
}

async function importFolder(workspace: Workspace, versions: readonly SampleVersion[]): Promise<void> {
  const folder = folderOf(versions);
  const source = folderSource({ folder });
  await runLine({ ...plainRun(), workspace, source, sourceName: `folder:${folder}`, kind: 'import' });
}

/** What everybody who counts, lists or exports sees: `id=name` of each row; they must all see the same. */
function rowsOf(workspace: Workspace): string {
  const names = [...workspace.rows(editedForm).submissions({})].map(
    ({ instanceId, records }) => `${instanceId.slice(5)}=${records[0]?.values.name}`,
  );
  const view = rowsIn<{ KEY: string; name: string }>(workspace, `SELECT "KEY", name FROM ${editedForm}`);
  expect(view.map(({ KEY, name }) => `${KEY.slice(5)}=${name}`).sort()).toEqual([...names].sort());
  const listed = [...workspace.submissionList.all(null)];
  const [counts] = workspace.submissionCounts.byForm();
  expect(counts?.submissions).toBe(listed.length);
  expect(counts?.decrypted).toBe(names.length);
  expect(workspace.rows(editedForm).count({})).toBe(names.length);
  expect(listed.every(({ isCurrent }) => isCurrent)).toBe(true);
  for (const total of workspace.totals.all()) {
    expect(total.onServer + total.onlyHere).toBe(total.here + total.toPull);
    expect(total.here).toBe(total.readable + total.notReadable);
  }
  return names.sort().join(' ');
}

/** All versions that are here, readable or not. */
const versionsOf = (workspace: Workspace): string =>
  [...workspace.submissionList.all(null, true)]
    .map(({ instanceId, isCurrent }) => `${instanceId?.slice(5)}${isCurrent ? '*' : ''}`)
    .sort()
    .join(' ');

const codesOf = (workspace: Workspace): string[] => workspace.problemList.all(null).map(({ code }) => code);

const other: SampleVersion = { id: 'other', name: 'Other' };
const a: SampleVersion = { id: 'a', name: 'first' };
const b: SampleVersion = { id: 'b', name: 'second', replaces: 'a', first: 'a' };
const c: SampleVersion = { id: 'c', name: 'third', replaces: 'b', first: 'a', times: 2 };

describe.each(['kobo', 'ona', 'central'] as const)('an edit on %s', (kind) => {
  test('takes the place of what it replaces, which stays', async () => {
    const workspace = await pullTurns(kind, [
      [a, other],
      [b, other],
    ]);
    expect(rowsOf(workspace)).toBe('b=second other=Other');
    expect(versionsOf(workspace)).toBe('a b* other*');
    const [total] = workspace.totals.all();
    expect(total).toMatchObject({ onServer: 2, here: 2, onlyHere: 0, readable: 2, warnings: 0 });
    expect(codesOf(workspace)).toEqual([]);
    // What was pulled anew is the same.
    expect(rowsOf(await pullTurns(kind, [[b, other]]))).toBe('b=second other=Other');
  });

  test('does so too when the one between was never seen', async () => {
    const workspace = await pullTurns(kind, [[a], [c]]);
    expect(rowsOf(workspace)).toBe('c=third');
    expect(versionsOf(workspace)).toBe('a c*');
  });

  test('does so too while no key is at hand, and after', async () => {
    const sealed = [a, b, c].map((version) => ({ ...version, key }));
    const workspace = await pullTurns(kind, [sealed.slice(0, 1), sealed.slice(2)], []);
    expect(versionsOf(workspace)).toBe('a c*');
    expect(workspace.submissionCounts.byForm()[0]).toMatchObject({ submissions: 1, sealed: 1 });
    await openWith(workspace, [key]);
    expect(rowsOf(workspace)).toBe('c=third');
    expect(versionsOf(workspace)).toBe('a c*');
    expect(workspace.totals.all().map(({ source }) => source)).toEqual(['server']);
  });

  test('that cannot be read leaves the newest that can be, marked, until it can', async () => {
    const [first, second] = [
      { ...a, key },
      { ...b, key: lost },
    ];
    const workspace = await pullTurns(kind, [[first], [second]]);
    expect(rowsOf(workspace)).toBe('a=first');
    expect(codesOf(workspace)).toEqual(['submission.newest_unreadable']);
    const [total] = workspace.totals.all();
    expect(total).toMatchObject({ onServer: 1, here: 1, onlyHere: 0, readable: 1, warnings: 1 });
    await openWith(workspace, [key, lost]);
    expect(rowsOf(workspace)).toBe('b=second');
    expect(codesOf(workspace)).toEqual([]);
    expect(workspace.totals.all()[0]).toMatchObject({ onServer: 1, here: 1, readable: 1, warnings: 0 });
  });

  test('of what was deleted then leaves nothing on the server', async () => {
    const workspace = await pullTurns(kind, [[a, other], [c, other], [other]]);
    expect(rowsOf(workspace)).toBe('c=third other=Other');
    expect(workspace.totals.all()[0]).toMatchObject({ onServer: 1, here: 2, onlyHere: 1 });
    const said = [...workspace.submissionList.all(null, true)].map(
      ({ instanceId, onServer }) => `${instanceId} ${onServer}`,
    );
    expect(said.sort()).toEqual(['uuid:a false', 'uuid:c false', 'uuid:other true']);
  });

  test('finds what was imported from elsewhere', async () => {
    const workspace = newWorkspace();
    await importFolder(workspace, [a]);
    await pullTurns(kind, [[b]], [], workspace);
    expect(rowsOf(workspace)).toBe('b=second');
  });
});

test('the first version that a server names is found, from any source', async () => {
  for (const kind of ['kobo', 'central'] as const) {
    const workspace = newWorkspace();
    await importFolder(workspace, [a]);
    await pullTurns(kind, [[c]], [], workspace);
    expect(rowsOf(workspace)).toBe('c=third');
  }
});

test('versions may come in any order', async () => {
  const d: SampleVersion = { id: 'd', name: 'fourth', replaces: 'c' };
  const orders = [
    [a, b, c, d],
    [d, c, b, a],
    [c, a, d, b],
  ];
  for (const order of orders) {
    const workspace = newWorkspace();
    for (const version of order) await importFolder(workspace, [version]);
    expect(rowsOf(workspace)).toBe('d=fourth');
    expect(versionsOf(workspace)).toBe('a b c d*');
  }
});

test('an edit that names its version only inside what is encrypted is found when it is opened', async () => {
  const edit = { id: 'x', name: 'edited', replaces: 'a', key };
  const workspace = await pullTurns('central', [[{ ...a, key }, edit]], []);
  expect(versionsOf(workspace)).toBe('a* x*');
  await openWith(workspace, [key]);
  expect(rowsOf(workspace)).toBe('x=edited');
  // The server goes on listing both, as one submission here.
  expect(workspace.totals.all()[0]).toMatchObject({ onServer: 1, here: 1, onlyHere: 0 });
});

test('a draft replaces no finished submission', async () => {
  const workspace = newWorkspace();
  await importFolder(workspace, [a]);
  await importFolder(workspace, [b]);
  const mark = (isDraft: number): void => {
    const db = testDatabase(workspace.folder);
    const source = db
      .prepare<[number], string>(
        `UPDATE listed SET is_draft = ? WHERE submission_id = (
           SELECT id FROM submission WHERE instance_id = 'uuid:b') RETURNING source`,
      )
      .pluck()
      .get(isDraft);
    db.close();
    workspace.transaction(() => workspace.drafts.mark(source ?? '', 1));
  };
  mark(1);
  expect(versionsOf(workspace)).toBe('a* b');
  mark(0);
  expect(versionsOf(workspace)).toBe('a b*');
});

test('two edits of one version are one row, and told', async () => {
  const workspace = newWorkspace();
  await importFolder(workspace, [a, b, { ...b, id: 'other', name: 'another' }]);
  // Nothing tells which of them is newer: it is the same one whenever they come.
  expect(rowsOf(workspace)).toBe('b=second');
  expect(codesOf(workspace)).toEqual(['submission.edited_twice']);
});

test('two contents under one instance ID stay a conflict, and hide nothing of each other', async () => {
  const workspace = newWorkspace();
  await importFolder(workspace, [b]);
  await importFolder(workspace, [{ ...b, name: 'unlike' }]);
  expect(rowsOf(workspace)).toBe('b=second b=unlike');
  await importFolder(workspace, [a]);
  expect(rowsOf(workspace)).toBe('b=second b=unlike');
  expect(codesOf(workspace)).toEqual(['submission.conflict', 'submission.conflict']);
});
