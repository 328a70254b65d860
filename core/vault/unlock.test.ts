// Covers core/vault/unlock.ts, core/vault/make-key-file.ts.
import { createSecretKey, type KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import { projectFile } from '../../fixtures/checks/project.ts';
import { isProblem } from '../ground/problem.ts';
import { Secret } from '../ground/secret.ts';
import { lastGroup, newCode } from './code.ts';
import { parseWorkspaceKeyFile, type WorkspaceKeyFile } from './key-file.ts';
import {
  newWorkspaceKeyFile,
  withCheckedRecovery,
  withKeychain,
  withPassphrase,
  withRecoveryCode,
} from './make-key-file.ts';
import { type UnlockWith, unlock } from './unlock.ts';
import { deriveKeys, keychainText, newWorkspaceKey } from './workspace-key.ts';

const vector = parseWorkspaceKeyFile(projectFile('fixtures/vault/workspace.key.json'), '/w');
const known = JSON.parse(projectFile('fixtures/vault/keys.json'));

const workspaceKey = newWorkspaceKey();
const code = newCode();
const passphrase = new Secret('one two three');
const file = await newWorkspaceKeyFile({ workspaceKey, code, passphrase, keychain: 'AAAA' });
const withoutPassphrase = await newWorkspaceKeyFile({ workspaceKey, code, passphrase: null, keychain: null });

/** What unlocking gives: `right`, `other`, or the problem's code and what it says it was unlocked by. */
async function outcome(
  of: WorkspaceKeyFile,
  how: UnlockWith,
  key: KeyObject = workspaceKey,
): Promise<string> {
  try {
    return (await unlock(of, how, '/w')).equals(key) ? 'right' : 'other';
  } catch (error) {
    if (!isProblem(error)) throw error;
    return 'by' in error.params ? `${error.code} ${error.params.by}` : error.code;
  }
}

const byPassphrase = (text: string): UnlockWith => ({ by: 'passphrase', passphrase: new Secret(text) });
const byCode = (text: string): UnlockWith => ({ by: 'recovery', code: new Secret(text) });

test('the file that is in the fixtures opens, and gives its keys, in every version', async () => {
  const wanted = createSecretKey(Buffer.from(known.workspaceKey, 'base64'));
  expect(await outcome(vector, byPassphrase(known.passphrase), wanted)).toBe('right');
  expect(await outcome(vector, byCode(known.recoveryCode), wanted)).toBe('right');
  expect(await outcome(vector, { by: 'key', key: wanted })).toBe('other');
  const { database, files, backup } = deriveKeys(wanted);
  const base64 = (key: KeyObject) => key.export().toString('base64');
  expect({
    database: base64(database),
    'files.content': base64(files.content),
    'files.names': base64(files.names),
    backup: base64(backup),
  }).toEqual({
    database: known.database,
    'files.content': known['files.content'],
    'files.names': known['files.names'],
    backup: known.backup,
  });
  const checked = withCheckedRecovery(vector, deriveKeys(wanted), known.recoveryCode.slice(-4), new Date(0));
  expect(checked?.recovery.checkedAt).toBe('1970-01-01T00:00:00.000Z');
});

test('a workspace is unlocked by its passphrase, code, keychain or key, and by no other', async () => {
  expect(await outcome(file, { by: 'passphrase', passphrase })).toBe('right');
  expect(await outcome(file, byPassphrase('one two'))).toBe('workspace.wrong_key passphrase');
  expect(await outcome(file, byPassphrase(''))).toBe('workspace.passphrase_empty');
  expect(await outcome(withoutPassphrase, { by: 'passphrase', passphrase })).toBe('workspace.no_passphrase');
  expect(await outcome(file, { by: 'recovery', code })).toBe('right');
  expect(await outcome(file, byCode(newCode().reveal()))).toBe('workspace.wrong_key recovery');
  expect(await outcome(file, byCode(`${code.reveal()}A`))).toBe('usage.code_mistyped');
  expect(await outcome(file, { by: 'keychain', text: keychainText(workspaceKey) })).toBe('right');
  expect(await outcome(file, { by: 'keychain', text: new Secret('x') })).toBe('workspace.wrong_key key');
  const others = newWorkspaceKey();
  expect(await outcome(file, { by: 'keychain', text: keychainText(others) })).toBe('workspace.wrong_key key');
  expect(await outcome(file, { by: 'key', key: workspaceKey })).toBe('right');
  expect(await outcome(file, { by: 'key', key: others })).toBe('workspace.wrong_key key');
});

test('a file put together from those of two workspaces unlocks nothing', async () => {
  const other = await newWorkspaceKeyFile({
    workspaceKey: newWorkspaceKey(),
    code,
    passphrase: null,
    keychain: null,
  });
  const mixed = { ...file, wraps: other.wraps };
  expect(await outcome(mixed, { by: 'recovery', code })).toBe('workspace.wrong_key recovery');
  expect(await outcome({ ...file, check: other.check }, { by: 'recovery', code })).toBe(
    'workspace.key_damaged',
  );
});

test('another passphrase takes the place of the first; the code stays', async () => {
  for (const before of [file, withoutPassphrase]) {
    const after = await withPassphrase(before, workspaceKey, new Secret('four five'));
    expect(await outcome(after, byPassphrase('four five'))).toBe('right');
    expect(await outcome(after, { by: 'passphrase', passphrase })).toBe('workspace.wrong_key passphrase');
    expect({ ...after, wraps: { ...after.wraps, passphrase: undefined } }).toEqual({
      ...before,
      wraps: { ...before.wraps, passphrase: undefined },
    });
  }
});

test('another code ends the first, and was not checked yet', async () => {
  const keys = deriveKeys(workspaceKey);
  const checked = withCheckedRecovery(file, keys, lastGroup(code), new Date(0));
  expect(checked).not.toBeNull();
  const next = newCode();
  const after = withRecoveryCode(checked ?? file, workspaceKey, next);
  expect(after.recovery.checkedAt).toBeNull();
  expect(await outcome(after, { by: 'recovery', code: next })).toBe('right');
  expect(await outcome(after, { by: 'recovery', code })).toBe('workspace.wrong_key recovery');
  expect(after.wraps.passphrase).toEqual(file.wraps.passphrase);
  expect(withCheckedRecovery(after, keys, lastGroup(code), new Date(0))).toBeNull();
  expect(withCheckedRecovery(after, keys, lastGroup(next).toLowerCase(), new Date(0))).not.toBeNull();
});

test('the keychain’s text comes and goes without the others', () => {
  const { keychain, ...others } = file.wraps;
  expect(keychain).toBe('AAAA');
  expect(withKeychain(file, null)).toEqual({ ...file, wraps: others });
  expect(withKeychain(withKeychain(file, null), 'BBBB').wraps).toEqual({ ...others, keychain: 'BBBB' });
});
