import type { KeyObject } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Keychain } from '../../app/keys/keychain.ts';
import { createEncrypted } from '../../app/workspace/create-encrypted.ts';
import { isEncryptionBegun } from '../../app/workspace/encryption-begun.ts';
import { openWithKey } from '../../app/workspace/open-with-key.ts';
import { keptBy } from '../../app/workspace/workspace-kind.ts';
import { systemClock } from '../../core/ground/clock.ts';
import { Log } from '../../core/ground/log.ts';
import { Secret } from '../../core/ground/secret.ts';
import { testKeychain as makeKeychain } from '../../fixtures/test-keychain.ts';
import type { EngineStart, FromEngine } from '../ipc/control.ts';
import { LockOrder } from './lock-order.ts';
import { Opening } from './opening.ts';
import { testSettings } from './testing/context.ts';

const PASSPHRASE = 'TEST passphrase';
const testKeychain = makeKeychain();
const root = mkdtempSync(join(tmpdir(), 'attache-opening-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;

function newFolder(): string {
  made += 1;
  return join(root, `workspace-${made}`);
}

/** An opening of this folder; what it told, and how it opened the workspace. */
function openingOf(
  folder: string,
  options: Partial<EngineStart> & { readonly keychain?: Keychain | null } = {},
) {
  const { keychain = testKeychain, ...start } = options;
  const told: FromEngine[] = [];
  const opened: { readonly isEncrypted: boolean; readonly isHidden: boolean }[] = [];
  let shown = 0;
  const locks = new LockOrder(0);
  const opening = new Opening(
    {
      workspace: { name: 'test', path: folder, isSample: false },
      settings: testSettings,
      hasKeychain: keychain !== null,
      places: [],
      logFile: '',
      lockedBy: null,
      locks: 0,
      forgotten: [],
      setAside: [],
      continuePull: false,
      openedAt: null,
      whenNew: 'encrypted',
      convert: null,
      ...start,
    },
    {
      tell: (message) => told.push(message),
      clock: systemClock,
      log: new Log(join(root, 'log'), 'off'),
      locks,
      keychain,
      open: async (key: KeyObject | null, isHidden) => {
        // The key is the right one: the database opens with it.
        openWithKey(folder, key, 'app').close();
        opened.push({ isEncrypted: key !== null, isHidden });
      },
      show: () => {
        shown += 1;
      },
    },
  );
  return { opening, told, opened, locks, shown: () => shown };
}

const encrypted = async (by: 'passphrase' | 'keychain'): Promise<string> => {
  const folder = newFolder();
  await createEncrypted({
    folder,
    unlockedBy:
      by === 'keychain'
        ? { passphrase: null, keychain: testKeychain }
        : { passphrase: new Secret(PASSPHRASE), keychain: null },
  });
  return folder;
};

const unattended = { ...testSettings, unattended: true };

test('a new workspace is encrypted with the keychain; one that is there stays as it is', async () => {
  const folder = newFolder();
  const first = openingOf(folder);
  await first.opening.begin();
  expect(first.opened).toEqual([{ isEncrypted: true, isHidden: false }]);
  expect(keptBy(folder)).toEqual({ hasPassphrase: false, hasKeychain: true, recoveryCheckedAt: null });
  const plain = newFolder();
  openWithKey(plain, null, 'app').close();
  const second = openingOf(plain);
  await second.opening.begin();
  expect(second.opened).toEqual([{ isEncrypted: false, isHidden: false }]);
});

test('without a keychain, or when the user chooses again, nothing is made before the choice', async () => {
  const folder = newFolder();
  const { opening, told, opened } = openingOf(folder, { keychain: null });
  await opening.begin();
  expect(told).toEqual([{ type: 'new' }]);
  expect([...(opening.allowed ?? [])]).toEqual(['workspace.create']);
  expect(existsSync(folder)).toBe(false);
  const keychain = { kept: { kind: 'keychain' } } as const;
  await expect(opening.handlers['workspace.create'](keychain)).rejects.toMatchObject({
    code: 'engine.no_keychain',
  });
  await opening.handlers['workspace.create']({ kept: { kind: 'passphrase', passphrase: PASSPHRASE } });
  expect(opened).toEqual([{ isEncrypted: true, isHidden: false }]);
  expect(opening.allowed).toBeNull();
  await expect(opening.handlers['workspace.create']({ kept: { kind: 'plain' } })).rejects.toMatchObject({
    code: 'engine.request_invalid',
  });
  const refusing: Keychain = { protect: () => Promise.reject(new Error('no')), reveal: testKeychain.reveal };
  const refused = openingOf(newFolder(), { keychain: refusing });
  await refused.opening.begin();
  expect(refused.told).toEqual([{ type: 'new' }]);
  const other = openingOf(newFolder(), { whenNew: 'ask' });
  await other.opening.begin();
  expect(other.told).toEqual([{ type: 'new' }]);
  await other.opening.handlers['workspace.create']({ kept: { kind: 'plain' } });
  expect(other.opened).toEqual([{ isEncrypted: false, isHidden: false }]);
});

test('a workspace that another program made while the window asked is not removed', async () => {
  const folder = newFolder();
  const { opening, opened } = openingOf(folder, { whenNew: 'ask' });
  await opening.begin();
  const other = openWithKey(folder, null, 'command');
  other.servers.add({ name: 'folder', kind: 'folder', settings: { path: root } });
  other.close();
  const kept = { kind: 'passphrase', passphrase: PASSPHRASE } as const;
  await expect(opening.handlers['workspace.create']({ kept })).rejects.toMatchObject({
    code: 'workspace.folder_taken',
  });
  const again = openWithKey(folder, null, 'command');
  expect(again.servers.all()).toHaveLength(1);
  again.close();
  expect(opened).toEqual([]);
});

test('the key of a passphrase comes from the user, and opens once', async () => {
  const folder = await encrypted('passphrase');
  const { opening, told, opened } = openingOf(folder);
  await opening.begin();
  expect(told).toEqual([{ type: 'locked', ways: { passphrase: true, keychain: 'none' } }]);
  expect([...(opening.allowed ?? [])]).toEqual(['workspace.unlock']);
  const unlock = (passphrase: string) =>
    opening.handlers['workspace.unlock']({ by: { kind: 'passphrase', passphrase } });
  await expect(unlock('another')).rejects.toMatchObject({ code: 'workspace.wrong_key' });
  expect(opened).toEqual([]);
  const outcomes = await Promise.allSettled([unlock(PASSPHRASE), unlock(PASSPHRASE)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(opened).toHaveLength(1);
  expect(told.at(-1)).toEqual({ type: 'shown', lock: 0 });
});

test('a lock while a passphrase is tried wins: nothing is opened, and the next try opens', async () => {
  const folder = await encrypted('passphrase');
  const { opening, told, opened, locks } = openingOf(folder, { lockedBy: 'user' });
  await opening.begin();
  const by = { kind: 'passphrase', passphrase: PASSPHRASE } as const;
  const unlock = () => locks.during(() => opening.handlers['workspace.unlock']({ by }));
  const tried = unlock();
  locks.locked(1);
  await expect(tried).rejects.toMatchObject({ code: 'engine.locked' });
  expect(opened).toEqual([]);
  expect(told).toHaveLength(1);
  await unlock();
  expect(opened).toHaveLength(1);
  expect(told.at(-1)).toEqual({ type: 'shown', lock: 1 });
});

test('the keychain opens at the start, not after a lock; another computer’s does not', async () => {
  const folder = await encrypted('keychain');
  const first = openingOf(folder);
  await first.opening.begin();
  expect(first.opened).toEqual([{ isEncrypted: true, isHidden: false }]);
  const locked = openingOf(folder, { lockedBy: 'user' });
  await locked.opening.begin();
  expect(locked.opened).toEqual([]);
  expect(locked.told).toEqual([{ type: 'locked', ways: { passphrase: false, keychain: 'kept' } }]);
  await locked.opening.handlers['workspace.unlock']({ by: { kind: 'keychain' } });
  expect(locked.opened).toEqual([{ isEncrypted: true, isHidden: false }]);
  const another: Keychain = { protect: testKeychain.protect, reveal: () => Promise.resolve(null) };
  for (const keychain of [another, null]) {
    const lost = openingOf(folder, { keychain });
    await lost.opening.begin();
    expect(lost.opened).toEqual([]);
    expect(lost.told).toEqual([{ type: 'locked', ways: { passphrase: false, keychain: 'lost' } }]);
  }
});

test('unattended work has the keychain’s key while the window stays locked', async () => {
  const folder = await encrypted('keychain');
  const { opening, told, opened, shown } = openingOf(folder, { lockedBy: 'idle', settings: unattended });
  await opening.begin();
  expect(opened).toEqual([{ isEncrypted: true, isHidden: true }]);
  expect(told).toEqual([{ type: 'locked', ways: { passphrase: false, keychain: 'kept' } }]);
  expect([...(opening.allowed ?? [])]).toEqual(['workspace.unlock']);
  expect(shown()).toBe(0);
  await opening.handlers['workspace.unlock']({ by: { kind: 'keychain' } });
  expect(shown()).toBe(1);
  // It is open already.
  expect(opened).toHaveLength(1);
  expect(opening.allowed).toBeNull();
  const byPassphrase = openingOf(await encrypted('passphrase'), { lockedBy: 'idle', settings: unattended });
  await byPassphrase.opening.begin();
  expect(byPassphrase.opened).toEqual([]);
});

test('a stopped conversion leaves the workspace as it was, and it opens; so does one with a wrong passphrase', async () => {
  const folder = newFolder();
  openWithKey(folder, null, 'app').close();
  const kept = { kind: 'passphrase', passphrase: PASSPHRASE } as const;
  const stopped = openingOf(folder, { convert: { to: 'encrypted', kept } });
  const begun = stopped.opening.begin();
  stopped.opening.stopConversion();
  await begun;
  expect(stopped.told.at(-1)).toEqual({
    type: 'converted',
    result: { outcome: 'stopped', to: 'encrypted' },
  });
  expect(stopped.opened).toEqual([{ isEncrypted: false, isHidden: false }]);
  expect(isEncryptionBegun(folder)).toBe(true);
  const again = openingOf(folder, { convert: { to: 'encrypted', kept } });
  await again.opening.begin();
  expect(again.told.at(-1)).toMatchObject({
    type: 'converted',
    result: { outcome: 'done', to: 'encrypted' },
  });
  expect(again.opened).toEqual([{ isEncrypted: true, isHidden: false }]);
  expect(isEncryptionBegun(folder)).toBe(false);
  const by = { kind: 'passphrase', passphrase: 'another' } as const;
  const refused = openingOf(folder, { convert: { to: 'plain', by } });
  await refused.opening.begin();
  expect(refused.told).toMatchObject([
    {
      type: 'converted',
      result: { outcome: 'failed', to: 'plain', problem: { code: 'workspace.wrong_key' } },
    },
    { type: 'locked' },
  ]);
  expect(refused.opened).toEqual([]);
});
