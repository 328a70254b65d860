// Covers core/pull/open-waiting.ts, core/pull/run.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type OnaData,
  type OnaPlaintext,
  readOnaPlaintext,
  readRecordedOna,
} from '../../fixtures/servers/ona-data.ts';
import { type OnaServer, startOnaServer } from '../../fixtures/servers/ona-server.ts';
import { storedBytes, testWorkspace } from '../../fixtures/switched-workspace.ts';
import { testKey } from '../../fixtures/test-keys.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { systemClock } from '../ground/clock.ts';
import { Secret } from '../ground/secret.ts';
import type { UnlockedKey } from '../model/key.ts';
import { onaSource } from '../source/ona/ona.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { openWaiting } from './open-waiting.ts';
import { runLine } from './run.ts';

/* The whole line from an Ona that answers as a recorded one did, with what was encrypted there. */
const root = mkdtempSync(join(tmpdir(), 'attache-ona-recorded-'));
const recorded = readRecordedOna();
/** What was recorded whole, so that it can be served. */
const kept = recorded.submissions.filter(
  ({ download, files }) => download !== null && files.every(({ b64, isGone }) => b64 !== undefined || isGone),
);
const data: OnaData = {
  ...recorded,
  submissions: kept,
  forms: recorded.forms.map((one) => ({
    ...one,
    form: {
      ...one.form,
      num_of_submissions: kept.filter(({ form, row }) => form === one.form.formid && row !== null).length,
    },
  })),
};
const keys = ['test-key-A', 'test-key-B'].map((name) => testKey(`recorded/ona/keys/${name}.private.pem`));

let server: OnaServer;
beforeAll(async () => {
  server = await startOnaServer({ data });
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

interface Asked {
  readonly owner?: string;
  readonly user?: string;
  readonly keys?: readonly UnlockedKey[];
  readonly full?: boolean;
}

function pull(workspace: Workspace, formIds: readonly string[], asked: Asked = {}) {
  const { token } = recorded.accounts.find(({ name }) => name === (asked.user ?? 'nadia')) ?? {};
  const source = onaSource({
    url: `${server.origin}/${asked.owner ?? 'nadia'}`,
    login: { kind: 'token', token: new Secret(token ?? '') },
    clock: systemClock,
    caFile: server.caFile,
  });
  return runLine({
    ...plainRun(),
    workspace,
    source,
    sourceName: 'ona',
    keys: asked.keys ?? keys,
    formIds,
    full: asked.full === true,
    connections: 2,
  }).finally(() => source.close());
}

interface Stored {
  readonly id: number;
  readonly instance: string;
  readonly state: string;
  readonly signature: string;
  readonly isRow: number;
  readonly xml: Uint8Array | null;
  readonly codes: string | null;
}

const stored = (workspace: Workspace): readonly Stored[] =>
  rowsIn<Stored>(
    workspace,
    `SELECT id, instance_id AS instance, state, signature, row_id IS NULL AS isRow, xml,
       (SELECT group_concat(code) FROM problem p WHERE p.submission_id = submission.id) AS codes
     FROM submission ORDER BY id`,
  );

const attachments = (workspace: Workspace, id: number) =>
  rowsIn<{ name: string; file: string | null }>(
    workspace,
    `SELECT name, file FROM attachment WHERE submission_id = ${id} ORDER BY position`,
  );

const FORMS = ['visit', 'visit_plain', 'late', 'edits', 'edge', 'names', 'keyb'];
const plaintexts = FORMS.flatMap((form) => readOnaPlaintext(form));
const fresh = (): Workspace => testWorkspace(mkdtempSync(join(root, 'workspace-')));

test('every plaintext comes out as it went in, as far as its files are there', async () => {
  const workspace = fresh();
  await pull(workspace, FORMS);
  const found = stored(workspace);
  let compared = 0;
  for (const plain of plaintexts) {
    if (plain.outcome === undefined || plain.tag === 'del0' || plain.tag === 'edit0b') continue;
    const one = found.find(({ instance }) => instance === plain.instanceId);
    expect(one, plain.tag).toBeDefined();
    if (one !== undefined) compareWith(workspace, one, plain);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(20);
  workspace.close();
});

/** Compares what is stored of a submission with what was encrypted, by what its files were found to give. */
function compareWith(workspace: Workspace, one: Stored, { tag, xml, media, outcome }: OnaPlaintext): void {
  const isHere = (file: string): boolean =>
    typeof outcome === 'string' || /^exact/.test(outcome?.[file] ?? '');
  const text = one.xml === null ? null : Buffer.from(one.xml).toString();
  if (typeof outcome !== 'string')
    expect([tag, text]).toEqual([tag, isHere('submission.xml.enc') ? xml : null]);
  else
    expect(text?.replace(/ (instanceID|submissionDate)="[^"]*"/g, '')).toContain(
      xml.slice(xml.indexOf('<note>')),
    );
  const files = attachments(workspace, one.id).map(({ name, file }) => [
    name,
    file === null ? null : storedBytes(workspace, file).toString('base64'),
  ]);
  expect(files).toEqual(media.map(({ name, b64 }) => [name, isHere(`${name}.enc`) ? b64 : null]));
}

/** The submission whose edit the server has under the old files. */
const editOf = (tag: string) => plaintexts.find((one) => one.tag === tag);

async function openAll(workspace: Workspace): Promise<void> {
  await openWaiting({
    workspace,
    keys,
    formId: null,
    keepCiphertext: false,
    clock: systemClock,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
}

test.each(['with its key at hand', 'when its key comes later'])(
  'an edit whose files the server has not kept: the answers before it are the row, and it is said, %s',
  async (when) => {
    const workspace = fresh();
    const isLater = when.endsWith('later');
    const report = await pull(workspace, ['edits'], isLater ? { keys: [] } : {});
    if (isLater) await openAll(workspace);
    else {
      // The report counts it as Forms, Data and exports do.
      expect(report.counts.failed).toBe(0);
      expect(workspace.submissionCounts.hereOnce().notReadable).toBe(0);
      expect(report.problems).not.toHaveProperty('submission.edit_not_kept');
      expect(report.problems).toHaveProperty(['submission.only_before_edit'], 1);
    }
    const [before, after] = [editOf('edit0'), editOf('edit0b')];
    const rows = stored(workspace);
    const [earlier, edited] = [before, after].map((plain) =>
      rows.find(({ instance }) => instance === plain?.instanceId),
    );
    expect([earlier?.state, earlier?.signature, earlier?.isRow, earlier?.codes]).toEqual([
      'decrypted',
      'valid',
      1,
      'submission.only_before_edit',
    ]);
    expect([edited?.state, edited?.isRow, edited?.codes]).toEqual(['failed', 0, 'submission.edit_not_kept']);
    if (earlier === undefined || before === undefined) throw new Error('the earlier version is not here');
    compareWith(workspace, earlier, { ...before, outcome: ALL_EXACT });
    expect(
      rowsIn<{ params: string }>(
        workspace,
        "SELECT params FROM problem WHERE code = 'submission.only_before_edit'",
      ),
    ).toEqual([{ params: '{"date":"2026-11-29"}' }]);
    // Nothing of it is fetched again, and looking at it again changes nothing.
    const ids = rows.map(({ id }) => id);
    const start = server.requests.length;
    const { counts } = await pull(workspace, ['edits']);
    const again = server.requests.slice(start).filter(({ path }) => path.includes(after?.instanceId ?? '?'));
    expect([again, counts.added]).toEqual([[], 0]);
    await pull(workspace, ['edits'], { full: true });
    expect(stored(workspace).map(({ id }) => id)).toEqual(ids);
    workspace.close();
  },
);

/** As of a submission whose files are all there. */
const ALL_EXACT = new Proxy({}, { get: () => 'exact' }) as Readonly<Record<string, string>>;

test('what was sealed when it came is decided when the key comes', async () => {
  const workspace = fresh();
  await pull(workspace, ['edits'], { keys: [] });
  expect(stored(workspace).map(({ state }) => state)).toContain('sealed');
  await openAll(workspace);
  for (const tag of ['edit1b', 'edit2b']) {
    const plain = editOf(tag);
    const one = stored(workspace).find(({ instance }) => instance === plain?.instanceId);
    expect([one?.state, one?.signature, one?.codes]).toEqual(['decrypted', 'valid', null]);
    if (one !== undefined && plain !== undefined) compareWith(workspace, one, plain);
  }
  workspace.close();
});

test('what is kept of several files of one name is not fetched again', async () => {
  const workspace = fresh();
  await pull(workspace, ['edits'], { keys: [] });
  const before = server.requests.length;
  await pull(workspace, ['edits'], { keys: [], full: true });
  const again = server.requests
    .slice(before)
    .filter(({ path, status }) => status === 200 && path.startsWith('/api/v1/files/'));
  expect(again).toEqual([]);
  workspace.close();
});

test('an unchanged pull asks for one list a form, and for no file', async () => {
  const workspace = fresh();
  await pull(workspace, ['visit', 'keyb']);
  const before = server.requests.length;
  const { counts } = await pull(workspace, ['visit', 'keyb']);
  expect([counts.listed, counts.toFetch]).toEqual([5, 0]);
  const asked = server.requests.slice(before).map(({ path }) => path.replace(/\?.*/, ''));
  expect(asked).toEqual([
    '/api/v1/user',
    '/api/v1/forms',
    '/api/v1/forms',
    // Two forms of this owner have one ID: their projects are named.
    '/api/v1/projects',
    '/api/v1/data/75.json',
    '/api/v1/data/67.json',
  ]);
  workspace.close();
});

test.each(['olga', 'mina'])(
  'the role of %s gives no files: it is told once, and nothing is fetched',
  async (user) => {
    const workspace = fresh();
    for (let turn = 0; turn < 2; turn += 1) {
      const start = server.requests.length;
      const { problems, outcome, counts } = await pull(workspace, ['visit'], { user });
      expect([problems, outcome, counts.fetched]).toEqual([
        { 'source.role_without_files': 1 },
        'with-problems',
        0,
      ]);
      const asked = server.requests.slice(start).map(({ path }) => path);
      expect(asked.filter((path) => /downloadSubmission|\/files\/|attachment/.test(path))).toEqual([]);
    }
    expect(stored(workspace)).toEqual([]);
    workspace.close();
  },
);

test('the answers of a form that is not encrypted come without their files, and that is told once', async () => {
  const plain = data.forms.find(({ form }) => form.id_string === 'visit_plain');
  const users = [{ user: 'olga', role: 'dataentry-only' }];
  if (plain === undefined) throw new Error('not recorded');
  server.serve({ ...data, forms: [{ ...plain, form: { ...plain.form, users } }] });
  const workspace = fresh();
  try {
    const { problems, counts } = await pull(workspace, ['visit_plain'], { user: 'olga' });
    expect([problems, counts.fetched]).toEqual([{ 'source.role_without_files': 1 }, 2]);
    expect(stored(workspace).map(({ state, codes }) => [state, codes])).toEqual([
      ['incomplete', null],
      ['incomplete', null],
    ]);
    expect((await pull(workspace, ['visit_plain'], { user: 'olga' })).counts.toFetch).toBe(0);
  } finally {
    server.serve(data);
    workspace.close();
  }
});

test('a role that may view is given everything', async () => {
  for (const user of ['rita', 'dana', 'nils']) {
    const workspace = fresh();
    const { problems } = await pull(workspace, ['visit'], { user });
    expect([user, problems, stored(workspace).length]).toEqual([user, {}, 4]);
    workspace.close();
  }
});
