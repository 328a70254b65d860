// Covers app/workspace/change-passphrase.ts, app/workspace/new-recovery-code.ts, app/workspace/recovery-used.ts,
// app/workspace/check-recovery-code.ts,
// app/workspace/recovery-checked.ts, app/workspace/change-keychain.ts, app/workspace/change-key-file.ts.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../core/export/testing/temporary.ts';
import { isProblem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import { OpenLock } from '../../core/store/open-lock.ts';
import { Workspace } from '../../core/store/workspace.ts';
import { newCode } from '../../core/vault/code.ts';
import { hasWorkspaceKeyFile, readWorkspaceKeyFile } from '../../core/vault/key-file.ts';
import { deriveKeys } from '../../core/vault/workspace-key.ts';
import { testKeychain } from '../../fixtures/test-keychain.ts';
import { changeKeychain } from './change-keychain.ts';
import { changePassphrase } from './change-passphrase.ts';
import { createEncrypted } from './create-encrypted.ts';
import { newRecoveryCode } from './new-recovery-code.ts';
import { recoveryChecked } from './recovery-checked.ts';
import { noteRecoveryUsed } from './recovery-used.ts';
import { type UnlockBy, unlockWorkspace, unlockWorkspaceAsking } from './unlock-workspace.ts';

const clock = { now: () => new Date('2026-11-30T02:00:00.000Z') };
const keychain = testKeychain();
let folder = '';
let code = new Secret('');

/** Most tests need no passphrase at first, so that nothing costly is derived. */
beforeEach(async () => {
  folder = join(temporaryFolder(), 'workspace');
  code = await createEncrypted({ folder, unlockedBy: { passphrase: null, keychain } });
});

const byCode = (of = code): UnlockBy => ({ by: 'recovery', code: of });
const byPassphrase = (text: string): UnlockBy => ({ by: 'passphrase', passphrase: new Secret(text) });

async function unlocked(by: UnlockBy): Promise<string> {
  return codeOf(unlockWorkspace(folder, by));
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (!isProblem(error)) throw error;
    return error.code;
  }
}

const fileNow = () => readFileSync(join(folder, 'workspace.key.json'), 'utf8');

test('a passphrase is added where only the keychain was, and changed with the old one or with the code', async () => {
  await changePassphrase({ folder, by: { by: 'keychain', keychain }, passphrase: new Secret('first') });
  expect(await unlocked(byPassphrase('first'))).toBe('done');
  await changePassphrase({ folder, by: byPassphrase('first'), passphrase: new Secret('second') });
  expect(await unlocked(byPassphrase('first'))).toBe('workspace.wrong_key');
  await changePassphrase({ folder, by: byCode(), passphrase: new Secret('third') });
  expect(await unlocked(byPassphrase('second'))).toBe('workspace.wrong_key');
  expect(await unlocked(byPassphrase('third'))).toBe('done');
  expect(await unlocked(byCode())).toBe('done');
  expect(await unlocked({ by: 'keychain', keychain })).toBe('done');
});

test('what does not unlock the workspace changes nothing', async () => {
  const before = fileNow();
  const passphrase = new Secret('x');
  expect(await codeOf(changePassphrase({ folder, by: byCode(newCode()), passphrase }))).toBe(
    'workspace.wrong_key',
  );
  expect(await codeOf(changePassphrase({ folder, by: byCode(), passphrase: new Secret('') }))).toBe(
    'workspace.passphrase_empty',
  );
  const typo = new Secret(`${code.reveal().slice(0, -1)}?`);
  expect(await codeOf(newRecoveryCode({ folder, by: byCode(typo) }))).toBe('usage.code_mistyped');
  expect(fileNow()).toBe(before);
});

test('a program that has the workspace open goes on while the passphrase changes', async () => {
  const workspace = new Workspace(folder, deriveKeys(await unlockWorkspace(folder, byCode())));
  await newRecoveryCode({ folder, by: byCode() });
  expect(workspace.submissionCounts.byForm()).toEqual([]);
  workspace.close();
});

test('a new recovery code ends the old one, and must be checked again', async () => {
  const workspaceKey = await unlockWorkspace(folder, byCode());
  const check = (group: string) => recoveryChecked({ folder, workspaceKey, group, clock });
  expect(await check('0000')).toBe(false);
  expect(readWorkspaceKeyFile(folder)?.recovery.checkedAt).toBeNull();
  expect(await check(code.reveal().slice(-4).toLowerCase())).toBe(true);
  expect(readWorkspaceKeyFile(folder)?.recovery.checkedAt).toBe('2026-11-30T02:00:00.000Z');
  const next = await newRecoveryCode({ folder, by: { by: 'key', key: workspaceKey } });
  expect(await unlocked(byCode())).toBe('workspace.wrong_key');
  expect(await unlocked(byCode(next))).toBe('done');
  expect(readWorkspaceKeyFile(folder)?.recovery.checkedAt).toBeNull();
  expect(await check(code.reveal().slice(-4))).toBe(false);
  expect(await check(next.reveal().slice(-4))).toBe(true);
});

test('a code that cannot be saved leaves the old one', async () => {
  const before = fileNow();
  const saveCode = () => {
    throw new Error('no room');
  };
  await expect(newRecoveryCode({ folder, by: byCode(), saveCode })).rejects.toThrow('no room');
  expect(fileNow()).toBe(before);
});

test('the keychain forgets the key only where a passphrase remains', async () => {
  expect(await codeOf(changeKeychain({ folder, by: byCode(), keychain: null }))).toBe(
    'workspace.no_passphrase',
  );
  await changePassphrase({ folder, by: byCode(), passphrase: new Secret('x') });
  await changeKeychain({ folder, by: byCode(), keychain: null });
  expect(readWorkspaceKeyFile(folder)?.wraps.keychain).toBeUndefined();
  const other = testKeychain();
  await changeKeychain({ folder, by: byCode(), keychain: other });
  expect(await unlocked({ by: 'keychain', keychain: other })).toBe('done');
});

test('changes that run at once follow each other, and none is lost', async () => {
  const [next] = await Promise.all([
    newRecoveryCode({ folder, by: { by: 'keychain', keychain } }),
    changePassphrase({ folder, by: { by: 'keychain', keychain }, passphrase: new Secret('x') }),
    changeKeychain({ folder, by: { by: 'keychain', keychain }, keychain }),
  ]);
  expect(await unlocked(byCode(next))).toBe('done');
  expect(await unlocked(byPassphrase('x'))).toBe('done');
  expect(await unlocked({ by: 'keychain', keychain })).toBe('done');
});

test('nothing is changed while the workspace is converted', async () => {
  const release = new OpenLock(folder).holdAlone();
  expect(await codeOf(newRecoveryCode({ folder, by: byCode() }))).toBe('workspace.converting');
  release();
  expect(await codeOf(newRecoveryCode({ folder, by: byCode() }))).toBe('done');
});

test('a plain workspace has nothing to change', async () => {
  const plain = temporaryFolder();
  new Workspace(plain).close();
  expect(await codeOf(newRecoveryCode({ folder: plain, by: byCode() }))).toBe('workspace.not_encrypted');
  expect(hasWorkspaceKeyFile(plain)).toBe(false);
});

test('unlocking by the whole code checks it; by anything else, or with a code that ended meanwhile, does not', async () => {
  const unlock = async (by: UnlockBy) => {
    const unlocked = await unlockWorkspaceAsking(folder, () => Promise.resolve(by));
    await noteRecoveryUsed(folder, unlocked.by, unlocked.workspaceKey, clock.now());
    return unlocked;
  };
  const checkedAt = () => readWorkspaceKeyFile(folder)?.recovery.checkedAt;
  const { workspaceKey } = await unlock({ by: 'keychain', keychain });
  expect(checkedAt()).toBeNull();
  // While another program changes the key file, nobody waits.
  const letGo = new OpenLock(folder).tryHoldKeyFile();
  await unlock(byCode());
  expect(checkedAt()).toBeNull();
  letGo?.();
  await unlock(byCode());
  expect(checkedAt()).toBe('2026-11-30T02:00:00.000Z');
  await newRecoveryCode({ folder, by: { by: 'key', key: workspaceKey } });
  expect(await codeOf(unlock(byCode()))).toBe('workspace.wrong_key');
  expect(checkedAt()).toBeNull();
});

test('without its key file, an encrypted workspace is not said to be plain', async () => {
  rmSync(join(folder, 'workspace.key.json'));
  expect(await unlocked(byCode())).toBe('workspace.key_missing');
  const plain = join(temporaryFolder(), 'plain');
  new Workspace(plain).close();
  expect(await codeOf(unlockWorkspace(plain, byCode()))).toBe('workspace.not_encrypted');
});
