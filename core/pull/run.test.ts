// Covers core/model/states.ts, core/pull/batches.ts, core/pull/fetch-all.ts, core/pull/form-options.ts,
// core/pull/staging.ts, core/pull/opening.ts, core/pull/read-form-media.ts, core/pull/run-forms.ts,
// core/pull/run-state.ts, core/pull/selection.ts, core/pull/workers/open-worker.ts,
// core/pull/workers/pool.ts, core/store/counts.ts.

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { caseFolder } from '../../fixtures/corpora/corpora.ts';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { plainBytes, testDatabase, testWorkspace } from '../../fixtures/switched-workspace.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { systemClock } from '../ground/clock.ts';
import { problemData } from '../ground/problem.ts';
import type { UnlockedKey } from '../model/key.ts';
import type { RunReport } from '../model/run-report.ts';
import { folderSource } from '../source/folder/folder.ts';
import { definitionLocator, listLocator } from '../store/form-locators.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { openWaiting } from './open-waiting.ts';
import { runLine } from './run.ts';
import type { RunOptions } from './run-options.ts';
import { verifyWorkspace } from './verify.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-run-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const open: Workspace[] = [];
afterEach(() => {
  for (const workspace of open.splice(0)) workspace.close();
});

let made = 0;
function newWorkspace(): Workspace {
  made += 1;
  const workspace = testWorkspace(join(root, `workspace-${made}`));
  open.push(workspace);
  return workspace;
}

/** A copy of a case's flat layout, to be changed by the test. */
function copyOf(caseName: string): string {
  made += 1;
  const folder = join(root, `source-${made}`);
  cpSync(join(caseFolder(caseName), 'flat'), folder, { recursive: true });
  return folder;
}

function take(
  workspace: Workspace,
  folder: string,
  keys: readonly UnlockedKey[] = [corpusKey('A')],
  options: Partial<RunOptions> = {},
): Promise<RunReport> {
  return runLine({
    ...plainRun(),
    workspace,
    source: folderSource({ folder }),
    sourceName: `folder:${folder}`,
    kind: 'import',
    keys,
    full: true,
    ...options,
  });
}

const states = (workspace: Workspace) =>
  [...workspace.submissionList.all(null)].map(({ state, signature }) => `${state} ${signature}`).sort();

const count = (workspace: Workspace, sql: string): unknown =>
  Object.values(rowsIn<object>(workspace, sql)[0] ?? {})[0];

function filesWithPath(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

const filesBelow = (folder: string): string[] => filesWithPath(folder).map((path) => basename(path));

async function expectWhole(workspace: Workspace): Promise<void> {
  const { findings } = await verifyWorkspace(workspace, new AbortController().signal);
  expect(findings).toEqual([]);
  expect(filesBelow(workspace.filesFolder).length).toBe(
    count(workspace, 'SELECT count(*) FROM attachment WHERE file IS NOT NULL'),
  );
}

function expectReconciled({ counts: c }: RunReport): void {
  expect(c.listed).toBe(c.alreadyHere + c.toFetch);
  expect(c.toFetch).toBe(c.fetched + c.notFetched + c.notReached);
  expect(c.fetched).toBe(c.added + c.improved + c.unchanged);
  expect(c.fetched).toBe(c.decrypted + c.waitingForKey + c.incomplete + c.failed);
}

test('a submission that is here is not downloaded again', async () => {
  const workspace = newWorkspace();
  const folder = copyOf('g08-media');
  const first = await take(workspace, folder);
  expectReconciled(first);
  expect(first.counts).toMatchObject({ listed: 6, toFetch: 6, added: 6, decrypted: 6 });
  const second = await take(workspace, folder);
  expectReconciled(second);
  expect(second.counts).toMatchObject({ listed: 6, alreadyHere: 6, toFetch: 0 });
  await expectWhole(workspace);
});

test('a photo that comes late completes its submission, and its ciphertext goes', async () => {
  const workspace = newWorkspace();
  const folder = copyOf('b04-missing-media-file');
  expect((await take(workspace, folder)).counts).toMatchObject({
    decrypted: 2,
    incomplete: 1,
    withProblems: 1,
  });
  expect(count(workspace, 'SELECT count(*) FROM ciphertext')).toBe(2);
  const instances = join(folder, 'instances');
  for (const name of readdirSync(instances)) {
    const whole = join(caseFolder('g08-media'), 'flat', 'instances', name);
    if (existsSync(whole)) cpSync(whole, join(instances, name), { recursive: true });
  }
  const report = await take(workspace, folder);
  expectReconciled(report);
  expect(report.counts).toMatchObject({ improved: 1, added: 0 });
  expect(states(workspace)).toEqual(['decrypted valid', 'decrypted valid', 'decrypted valid']);
  expect(count(workspace, 'SELECT count(*) FROM ciphertext')).toBe(0);
  expect(workspace.problemList.all(null)).toEqual([]);
  await expectWhole(workspace);
});

test('a worse copy never takes the place of a better one, nor its files', async () => {
  for (const worse of ['b04-missing-media-file', 'b02d-tamper-media-byte', 'b05c-truncated-media']) {
    const workspace = newWorkspace();
    await take(workspace, copyOf('g08-media'));
    const before = states(workspace);
    const report = await take(workspace, copyOf(worse));
    expectReconciled(report);
    expect(report.counts).toMatchObject({ added: 0, improved: 0, unchanged: 3 });
    expect(states(workspace)).toEqual(before);
    // What counts is what is here, and that is whole.
    expect([report.outcome, report.counts.decrypted]).toEqual(['complete', 3]);
    await expectWhole(workspace);
  }
});

test('a submission that one source gives whole is not asked of the other again', async () => {
  const workspace = newWorkspace();
  const worse = copyOf('b04-missing-media-file');
  await take(workspace, worse);
  await take(workspace, copyOf('g08-media'));
  expect(workspace.pendingRefs.formsToRetry()).toEqual([]);
  expect((await take(workspace, worse)).counts).toMatchObject({ listed: 3, toFetch: 0 });
});

test('without its key a submission is kept, and opened when the key comes', async () => {
  const workspace = newWorkspace();
  const folder = copyOf('g15-many-media');
  const report = await take(workspace, folder, [corpusKey('Z')]);
  expectReconciled(report);
  expect(report.counts).toMatchObject({ waitingForKey: 2, decrypted: 0 });
  expect(filesBelow(workspace.filesFolder)).toEqual([]);
  const options = {
    workspace,
    formId: null,
    keepCiphertext: false,
    clock: systemClock,
    onProgress: () => {},
  };
  const signal = new AbortController().signal;
  const still = await openWaiting({ ...options, keys: [corpusKey('Z')], signal });
  expect(still.counts).toMatchObject({ unchanged: 2, waitingForKey: 2 });
  const opened = await openWaiting({ ...options, keys: [corpusKey('A')], signal });
  expectReconciled(opened);
  expect(opened.counts).toMatchObject({ improved: 2, decrypted: 2 });
  expect(states(workspace)).toEqual(['decrypted valid', 'decrypted valid']);
  expect(count(workspace, 'SELECT count(*) FROM ciphertext')).toBe(0);
  expect(filesBelow(workspace.ciphertextFolder)).toEqual([]);
  await expectWhole(workspace);
});

test('a part that comes late is kept even while there is no key', async () => {
  const workspace = newWorkspace();
  await take(workspace, copyOf('b04-missing-media-file'), []);
  const codes = () => new Set(workspace.problemList.all(null).map(({ code }) => code));
  expect(codes()).toEqual(new Set(['key.none_fits', 'submission.attachment_missing']));
  await take(workspace, copyOf('g08-media'), []);
  expect(codes()).toEqual(new Set(['key.none_fits']));
  expect(count(workspace, 'SELECT count(*) FROM ciphertext')).toBe(6 + 11);
});

test('kept ciphertext that is large lies in files, which a damaged copy does not overwrite', async () => {
  const workspace = newWorkspace();
  const folder = copyOf('g08-media');
  const [photo = ''] = filesWithPath(folder).filter((path) => path.endsWith('a.b.c.jpg.enc'));
  // Larger than what the database takes; nothing of it is opened here.
  writeFileSync(photo, Buffer.alloc(200 * 1024, 1));
  await take(workspace, folder, []);
  const [kept = ''] = filesWithPath(workspace.ciphertextFolder);
  expect(plainBytes(kept).equals(Buffer.alloc(200 * 1024, 1))).toBe(true);
  const other = copyOf('g08-media');
  const [damaged = ''] = filesWithPath(other).filter((path) => path.endsWith('a.b.c.jpg.enc'));
  writeFileSync(damaged, Buffer.alloc(200 * 1024, 2));
  await take(workspace, other, []);
  expect(filesWithPath(workspace.ciphertextFolder)).toEqual([kept]);
  expect(plainBytes(kept).equals(Buffer.alloc(200 * 1024, 1))).toBe(true);
  const found = async () => {
    const { findings } = await verifyWorkspace(workspace, new AbortController().signal);
    return findings.map(({ code, file }) => `${code} ${file}`);
  };
  expect(await found()).toEqual([]);
  const bytes = readFileSync(kept);
  writeFileSync(kept, bytes.fill(3, 1000, 1001));
  expect(await found()).toEqual(['store.file_changed a.b.c.jpg.enc']);
  rmSync(kept);
  expect(await found()).toEqual(['store.file_missing a.b.c.jpg.enc']);
});

test('ciphertext stays if the user wants to keep it', async () => {
  const workspace = newWorkspace();
  await take(workspace, copyOf('g08-media'), [corpusKey('A')], { keepCiphertext: true });
  expect(count(workspace, 'SELECT count(*) FROM ciphertext')).toBe(6 + 11);
});

test('submissions that came before their form are read again when it comes', async () => {
  const workspace = newWorkspace();
  const folder = copyOf('g03-repeats');
  const forms = join(folder, 'forms');
  const aside = join(root, `forms-${made}`);
  cpSync(forms, aside, { recursive: true });
  rmSync(forms, { recursive: true });
  mkdirSync(forms);
  await take(workspace, folder);
  expect(count(workspace, 'SELECT sum(read_by_form) FROM submission')).toBe(0);
  cpSync(aside, forms, { recursive: true });
  await take(workspace, folder);
  expect(count(workspace, 'SELECT min(read_by_form) FROM submission')).toBe(1);
  // One member alone is a repeat only by the form.
  expect(count(workspace, "SELECT count(*) FROM record WHERE path = 'member'")).toBe(4);
});

test('submissions that were read with a damaged definition are read again with the right one', async () => {
  const workspace = newWorkspace();
  const folder = copyOf('g03-repeats');
  const members = (): unknown => count(workspace, "SELECT count(*) FROM record WHERE path = 'member'");
  const [definition = ''] = readdirSync(join(folder, 'forms'));
  const path = join(folder, 'forms', definition);
  const whole = readFileSync(path, 'utf8');
  // Still a form, and none of whose elements repeats.
  writeFileSync(path, whole.replaceAll('/member"', '/mem\u0001er"').replaceAll('jr:template=""', ''));
  await take(workspace, folder);
  const before = members();
  writeFileSync(path, whole);
  await take(workspace, folder);
  expect([before, members()]).toEqual([0, 4]);
});

test('a definition with bytes that are not text is used and reported, until a better one comes', async () => {
  const workspace = newWorkspace();
  const folder = copyOf('g03-repeats');
  const [definition = ''] = readdirSync(join(folder, 'forms'));
  const path = join(folder, 'forms', definition);
  const whole = readFileSync(path, 'latin1');
  const told = (): unknown[] =>
    rowsIn(workspace, "SELECT params FROM problem WHERE code LIKE 'form.%' AND submission_id IS NULL");
  writeFileSync(path, whole.replace('<h:title>', '<h:title>\u00e9'), 'latin1');
  await take(workspace, folder);
  expect(told()).toEqual([{ params: expect.stringContaining('"replaced":1') }]);
  expect(count(workspace, 'SELECT min(read_by_form) FROM submission')).toBe(1);
  await take(workspace, folder);
  expect(told()).toHaveLength(1);
  writeFileSync(path, whole, 'latin1');
  await take(workspace, folder);
  expect(told()).toEqual([]);
});

test('both sides of a conflict are kept and reported', async () => {
  const workspace = newWorkspace();
  const report = await take(workspace, copyOf('b07b-duplicate-different'));
  expect(report.counts.added).toBe(2);
  expect(workspace.problemList.all(null).map(({ code }) => code)).toEqual([
    'submission.conflict',
    'submission.conflict',
  ]);
});

test('a problem of a list or a definition names its form, and no submission', () => {
  const workspace = newWorkspace();
  const problem = { ...problemData('net.forbidden', { host: 'h', file: 'Submissions' }), file: null };
  const run = workspace.runs.start('pull', 's', 'now', null);
  for (const locator of [listLocator({ locator: '1/f' }), definitionLocator({ locator: '1/f' }), 'uuid:1']) {
    workspace.submissions.putUnfetched('s', 'f', locator, problem, run);
  }
  expect(workspace.problemList.all(null).map(({ formId, instanceId }) => [formId, instanceId])).toEqual([
    ['f', null],
    ['f', null],
    ['f', 'uuid:1'],
  ]);
});

test('the same submission in two folders is one', async () => {
  const workspace = newWorkspace();
  const report = await take(workspace, copyOf('b07a-duplicate-same'));
  expectReconciled(report);
  expect(report.counts).toMatchObject({ fetched: 4, added: 3, unchanged: 1 });
});

test('a run that is cancelled says what it has not reached, and the next one goes on', async () => {
  const workspace = newWorkspace();
  const folder = copyOf('g08-media');
  const controller = new AbortController();
  const cancelled = await take(workspace, folder, [corpusKey('A')], {
    signal: controller.signal,
    onProgress: ({ step }) => {
      if (step === 'list') controller.abort();
    },
  });
  expectReconciled(cancelled);
  expect(cancelled.outcome).toBe('cancelled');
  const next = await take(workspace, folder);
  expectReconciled(next);
  expect(states(workspace).length).toBe(6);
  await expectWhole(workspace);
});

test('only the forms that are asked for are taken', async () => {
  const workspace = newWorkspace();
  const folder = join(caseFolder('g01-flat'), 'briefcase');
  const report = await take(workspace, folder, [corpusKey('A')], { formIds: ['another'] });
  expect(report.counts.listed).toBe(0);
});

test('the views show each form and repeat with readable names and numbers as numbers', async () => {
  const workspace = newWorkspace();
  await take(workspace, join(caseFolder('g03-repeats'), 'briefcase'));
  expect(
    count(
      workspace,
      "SELECT group_concat(name, '|') FROM (SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name)",
    ),
  ).toBe('hh_rep|hh_rep asset|hh_rep member');
  expect(count(workspace, 'SELECT typeof(mage) || mage FROM "hh_rep member" WHERE mname = \'A\'')).toBe(
    'integer1',
  );
  expect(count(workspace, 'SELECT typeof(worth) FROM "hh_rep asset" WHERE what = \'cow\'')).toBe('real');
  expect(count(workspace, 'SELECT count(*) FROM "hh_rep"')).toBe(3);
});

onlyWhere('modes')('the workspace is readable by its owner alone', async () => {
  const workspace = newWorkspace();
  await take(workspace, copyOf('g08-media'));
  expect(statSync(workspace.folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(workspace.folder, 'attache.sqlite')).mode & 0o777).toBe(0o600);
  for (const entry of readdirSync(workspace.filesFolder, { recursive: true, withFileTypes: true })) {
    const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777;
    expect(mode).toBe(entry.isFile() ? 0o600 : 0o700);
  }
});

test('a database of a newer Attaché is refused', () => {
  const folder = join(root, 'newer');
  testWorkspace(folder).close();
  const db = testDatabase(folder);
  db.pragma('user_version = 99');
  db.close();
  expect(() => testWorkspace(folder)).toThrow(expect.objectContaining({ code: 'store.newer' }));
});
