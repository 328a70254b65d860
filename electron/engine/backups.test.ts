// Covers app/backup/backup-code.ts, app/backup/backup-place.ts, app/backup/backup-state.ts,
// electron/engine/backup-runner.ts, electron/engine/backup-views.ts, electron/engine/restore.ts, electron/ipc/backup.ts.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { backupStates, backupSummary } from '../../app/backup/backup-state.ts';
import { BackedUp } from '../../app/backup/testing/backed-up.ts';
import { codeSaveRisk } from '../../app/surroundings/save-risk.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { newCode } from '../../core/vault/code.ts';
import { areEncrypted } from '../../fixtures/switched-workspace.ts';
import type { BackupResult } from '../ipc/backup.ts';
import type { Payload } from '../ipc/contract.ts';
import { type BackupGroup, backupGroup } from './backups.ts';
import { type TestContext, testContext } from './testing/context.ts';

const spaces = new BackedUp();
afterAll(() => spaces.close());

const nightly = { isNightly: true, at: '02:00' };
const byHand = { isNightly: false, at: '02:00' };

interface Engine {
  readonly context: TestContext;
  readonly group: BackupGroup;
  readonly handlers: BackupGroup['handlers'];
  readonly running: boolean[];
}

function engineOn(workspace: Workspace): Engine {
  const context = testContext(workspace);
  const running: boolean[] = [];
  const group = backupGroup(context, (isRunning) => running.push(isRunning));
  return { context, group, handlers: group.handlers, running };
}

/** Resolves with the result of what ends next. */
function ended({ context }: Engine): Promise<BackupResult> {
  return new Promise((resolve) => {
    const stop = context.hear((event) => {
      if (event.type !== 'backup-ended') return;
      stop();
      resolve(event.result);
    });
  });
}

async function add(engine: Engine, folder: string, plan = byHand): Promise<void> {
  const { id: placeId } = engine.context.grant(folder, true);
  await engine.handlers['backup.add']({ placeId, plan });
}

async function keepCode({ handlers }: Engine): Promise<string> {
  const { code } = await handlers['backup.code']({});
  await handlers['backup.checkCode']({ group: code.slice(-4) });
  return code;
}

async function work(engine: Engine, folder: string, kind: 'backup' | 'check' | 'drill') {
  const result = ended(engine);
  await engine.handlers['backup.start']({ folder, kind, isNew: false });
  return result;
}

test('the first backup waits until the code is kept; then it is made, checked and tried out', async () => {
  const workspace = await spaces.filled();
  const engine = engineOn(workspace);
  const { handlers } = engine;
  const folder = spaces.newFolder();
  await add(engine, folder, nightly);
  engine.group.start();
  const start = () => handlers['backup.start']({ folder, kind: 'backup', isNew: false });
  expect(start).toThrow(expect.objectContaining({ code: 'engine.request_invalid' }));
  expect(await handlers['backup.work']({})).toBeNull();
  expect(backupSummary(workspace.folder, new Date())).toMatchObject({ isOverdue: true, lastProvedAt: null });

  const { code } = await handlers['backup.code']({});
  expect(code).toMatch(/^([0-9A-Z]{4}-){13}[0-9A-Z]{4}$/);
  expect(await handlers['backup.checkCode']({ group: '0000' })).toEqual({ isRight: false });
  const made = ended(engine);
  expect(await handlers['backup.checkCode']({ group: code.slice(-4).toLowerCase() })).toEqual({
    isRight: true,
  });
  expect(() => handlers['backup.code']({})).toThrow();
  // The plan makes the first backup at once, and tries it out after that.
  expect(await made).toMatchObject({ kind: 'backup', folder, outcome: 'good', submissions: 40, faults: [] });
  expect(await ended(engine)).toMatchObject({ kind: 'drill', outcome: 'good', submissions: 40 });
  expect(await work(engine, folder, 'check')).toMatchObject({ kind: 'check', outcome: 'good' });
  const { rows, isCodeKept } = await handlers['backup.list']({});
  expect(isCodeKept).toBe(true);
  expect(rows).toMatchObject([{ folder, lastRun: 'good', isOverdue: false, snapshots: 1, plan: nightly }]);
  expect(rows[0]?.disk).toMatchObject({ isOfWorkspace: true });
  expect(backupSummary(workspace.folder, new Date())).toMatchObject({ isOverdue: false, provedDaysAgo: 0 });
  expect(engine.running.at(-1)).toBe(false);
  expect(engine.running).toContain(true);
  expect(engine.context.events.some((event) => event.type === 'backup' && event.work !== null)).toBe(true);
  await engine.group.stop();
});

test('one piece of work runs at a time, and the user stops it', async () => {
  const workspace = await spaces.filled();
  const engine = engineOn(workspace);
  const { handlers } = engine;
  const [folder, other] = [spaces.newFolder(), spaces.newFolder()];
  await add(engine, folder);
  await add(engine, other);
  await keepCode(engine);
  const result = ended(engine);
  await handlers['backup.start']({ folder, kind: 'backup', isNew: false });
  const busy = expect.objectContaining({ code: 'backup.busy' });
  expect(() => handlers['backup.start']({ folder: other, kind: 'backup', isNew: false })).toThrow(busy);
  expect(() => handlers['backup.forget']({ folder })).toThrow(busy);
  await handlers['backup.stop']({});
  expect(await handlers['backup.work']({})).toMatchObject({ isStopping: true });
  expect(await result).toMatchObject({ outcome: 'stopped', problem: null });
  // It counts as tried, so that it does not begin again at once.
  expect(backupStates(workspace.folder)[0]?.lastRunAt).not.toBeNull();
  await handlers['backup.forget']({ folder });
  expect((await handlers['backup.list']({})).rows.map((row) => row.folder)).toEqual([other]);
});

test('a backup that the lock cuts off is made again as soon as the engine is back', async () => {
  const workspace = await spaces.filled();
  const engine = engineOn(workspace);
  const folder = spaces.newFolder();
  await add(engine, folder, nightly);
  await keepCode(engine);
  engine.group.start();
  await engine.handlers['backup.list']({});
  expect(await engine.handlers['backup.work']({})).toMatchObject({ kind: 'backup', folder });
  await engine.group.stop();
  expect(backupStates(workspace.folder)).toMatchObject([{ lastRunAt: null, lastAt: null }]);

  const again = engineOn(workspace);
  const made = ended(again);
  again.group.start();
  expect(await made).toMatchObject({ kind: 'backup', outcome: 'good', submissions: 40 });
  await again.group.stop();
});

test('a disk that was pulled out is named, and a folder that cannot hold the backup is refused', async () => {
  const workspace = await spaces.filled();
  const engine = engineOn(workspace);
  const { handlers, context } = engine;
  const folder = spaces.newFolder();
  await add(engine, folder);
  await keepCode(engine);
  expect((await work(engine, folder, 'backup')).outcome).toBe('good');
  renameSync(folder, `${folder}-away`);
  for (const kind of ['backup', 'check', 'drill'] as const) {
    expect(await work(engine, folder, kind)).toMatchObject({
      outcome: 'failed',
      problem: { code: 'backup.folder_gone' },
    });
  }
  const { rows, last } = await handlers['backup.list']({});
  expect(rows).toMatchObject([{ disk: null, lastRun: 'failed', problem: { code: 'backup.folder_gone' } }]);
  expect(last).toMatchObject({ kind: 'drill', outcome: 'failed' });

  const look = async (path: string) =>
    (await handlers['backup.look']({ placeId: context.grant(path, true).id })).problem?.code ?? null;
  expect(await look(join(workspace.folder, 'backups'))).toBe('backup.folder_inside');
  const full = spaces.newFolder();
  mkdirSync(full);
  writeFileSync(join(full, 'letter.txt'), 'of the user');
  const proposed = await handlers['backup.look']({ placeId: context.grant(full, true).id });
  expect(proposed).toMatchObject({ folder: join(full, 'Attaché test'), isOwn: false, problem: null });
  const addFull = () => handlers['backup.add']({ placeId: context.grant(full, true).id, plan: byHand });
  expect(addFull).toThrow(expect.objectContaining({ code: 'backup.folder_taken' }));
  await handlers['backup.add']({ placeId: proposed.placeId, plan: byHand });
  const theirs = engineOn(await spaces.filled(5));
  const copy = spaces.newFolder();
  cpSync(`${folder}-away`, copy, { recursive: true });
  expect(
    await theirs.handlers['backup.look']({ placeId: theirs.context.grant(copy, true).id }),
  ).toMatchObject({ isOwn: false, problem: { code: 'backup.other_workspace' } });
  expect(await handlers['backup.look']({ placeId: context.grant(copy, true).id })).toMatchObject({
    isOwn: true,
    problem: null,
  });
  expect(() => handlers['backup.plan']({ folder: '/not/ours', plan: byHand })).toThrow();
});

test('a code that is saved beside a backup or in the workspace is warned of', async () => {
  const workspace = await spaces.filled(5);
  const engine = engineOn(workspace);
  const folder = spaces.newFolder();
  mkdirSync(folder);
  await add(engine, folder);
  expect(codeSaveRisk(join(folder, 'code.txt'), workspace.folder)).toBe('in-backup');
  expect(codeSaveRisk(join(workspace.folder, 'code.txt'), workspace.folder)).toBe('in-workspace');
});

test('a backup is restored into a new folder: by its code, by a file, encrypted or plain', async () => {
  const workspace = await spaces.filled();
  const engine = engineOn(workspace);
  const { handlers, context } = engine;
  const folder = spaces.newFolder();
  await add(engine, folder);
  const code = await keepCode(engine);
  await work(engine, folder, 'backup');
  const { id: placeId } = context.grant(folder, true);
  const described = await handlers['backup.describe']({ placeId });
  expect(described).toMatchObject({ isEncrypted: areEncrypted, hasPassphrase: false });
  expect(described.snapshots).toHaveLength(1);

  const restore = async (given: Partial<Payload<'backup.restore'>>) => {
    const to = spaces.newFolder();
    const result = ended(engine);
    await handlers['backup.restore']({
      placeId,
      to: context.grant(to, true).id,
      snapshot: null,
      by: { kind: 'code', code },
      as: { kind: 'plain' },
      ...given,
    });
    return { to, result: await result };
  };
  const plain = await restore({ snapshot: described.snapshots[0]?.name ?? null });
  expect(plain.result).toMatchObject({ kind: 'restore', folder: plain.to, outcome: 'good', submissions: 40 });
  expect(readFileSync(join(plain.to, 'attache.sqlite')).subarray(0, 15).toString()).toBe('SQLite format 3');

  const file = join(spaces.spaces.root, 'code.txt');
  writeFileSync(file, `Attaché: backup code\r\n\r\n${code}\r\n\r\n`);
  const encrypted = await restore({
    by: { kind: 'file', placeId: context.grant(file, false).id },
    as: { kind: 'passphrase', passphrase: 'TEST of a restored workspace' },
  });
  expect(encrypted.result).toMatchObject({ outcome: 'good', submissions: 40 });
  expect(readdirSync(encrypted.to)).toContain('workspace.key.json');

  const other = newCode().reveal();
  const wrong = await restore({ by: { kind: 'code', code: other } });
  expect(wrong.result).toMatchObject({ outcome: 'failed', problem: { code: 'backup.wrong_code' } });
  expect(existsSync(wrong.to)).toBe(false);
  const mistyped = await restore({ by: { kind: 'code', code: code.slice(1) } });
  expect(mistyped.result).toMatchObject({ problem: { code: 'usage.code_mistyped' } });
  const noCode = await restore({ as: { kind: 'keychain' } });
  expect(noCode.result).toMatchObject({ problem: { code: 'engine.no_keychain' } });
  expect(await restore({ to: context.grant(plain.to, true).id })).toMatchObject({
    result: { outcome: 'failed', problem: { code: 'backup.target_taken' } },
  });
});
