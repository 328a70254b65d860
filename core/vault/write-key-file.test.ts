// Covers core/vault/write-key-file.ts, core/ground/flush-to-disk.ts.
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { isHere } from '../../fixtures/only-where.ts';
import { temporaryFolder } from '../export/testing/temporary.ts';
import { Secret } from '../ground/secret.ts';
import { newCode } from './code.ts';
import { readWorkspaceKeyFile } from './key-file.ts';
import { newWorkspaceKeyFile, withRecoveryCode } from './make-key-file.ts';
import { newWorkspaceKey } from './workspace-key.ts';
import { destroyWorkspaceKeyFile, writeWorkspaceKeyFile } from './write-key-file.ts';

const workspaceKey = newWorkspaceKey();
const code = newCode();
const first = await newWorkspaceKeyFile({ workspaceKey, code, passphrase: null, keychain: null });
const nextCode = newCode();
const second = withRecoveryCode(first, workspaceKey, nextCode);

let folder = '';
const path = (name = 'workspace.key.json') => join(folder, name);

beforeEach(() => {
  folder = temporaryFolder();
});

test('a key file is written for its owner only, replaces the one before, and leaves nothing beside it', async () => {
  await writeWorkspaceKeyFile(folder, first, [{ by: 'recovery', code }]);
  expect(readWorkspaceKeyFile(folder)).toEqual(first);
  if (isHere('modes')) expect(statSync(path()).mode & 0o777).toBe(0o600);
  await writeWorkspaceKeyFile(folder, second, [{ by: 'recovery', code: nextCode }]);
  expect(readWorkspaceKeyFile(folder)).toEqual(second);
  expect(readdirSync(folder)).toEqual(['workspace.key.json']);
});

test('what a killed program left beside it is in nobody’s way', async () => {
  writeFileSync(path('workspace.key.json.next'), '{"format": 1,');
  await writeWorkspaceKeyFile(folder, first, [{ by: 'recovery', code }]);
  expect(readdirSync(folder)).toEqual(['workspace.key.json']);
});

test('a key file that its proofs do not unlock never takes the place of the one before', async () => {
  await writeWorkspaceKeyFile(folder, first, [{ by: 'recovery', code }]);
  await expect(writeWorkspaceKeyFile(folder, second, [{ by: 'recovery', code }])).rejects.toThrow(
    /recovery code/,
  );
  const wrong = { by: 'passphrase', passphrase: new Secret('x') } as const;
  await expect(writeWorkspaceKeyFile(folder, second, [wrong])).rejects.toThrow(/passphrase/);
  expect(readWorkspaceKeyFile(folder)).toEqual(first);
  expect(readdirSync(folder)).toEqual(['workspace.key.json']);
});

test('a key file is destroyed with all that was left of another', async () => {
  await writeWorkspaceKeyFile(folder, first, [{ by: 'recovery', code }]);
  writeFileSync(path('workspace.key.json.next'), JSON.stringify(second));
  destroyWorkspaceKeyFile(folder);
  expect(readdirSync(folder)).toEqual([]);
  destroyWorkspaceKeyFile(folder);
});

test('the bytes of a key file are overwritten before its name goes', async () => {
  await writeWorkspaceKeyFile(folder, first, [{ by: 'recovery', code }]);
  // A second name of the same file shows what became of its bytes.
  mkdirSync(path('other'));
  linkSync(path(), path('other/linked.json'));
  const before = readFileSync(path());
  destroyWorkspaceKeyFile(folder);
  expect(existsSync(path())).toBe(false);
  const after = readFileSync(path('other/linked.json'));
  expect(after.length).toBe(before.length);
  for (const wrapped of [first.wraps.recovery.wrapped, first.wraps.recovery.salt]) {
    expect(after.includes(wrapped)).toBe(false);
  }
  expect(after.equals(before)).toBe(false);
});
