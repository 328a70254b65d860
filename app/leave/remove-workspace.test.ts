import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { holdFiles } from '../../core/testing/held-files.ts';
import { testKeychain } from '../../fixtures/test-keychain.ts';
import { createEncrypted } from '../workspace/create-encrypted.ts';
import { unlockWorkspace } from '../workspace/unlock-workspace.ts';
import { removeWorkspace } from './remove-workspace.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-remove-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let made = 0;
async function encrypted(): Promise<string> {
  made += 1;
  const folder = join(root, `workspace-${made}`);
  await createEncrypted({ folder, unlockedBy: { passphrase: null, keychain: testKeychain() } });
  writeFileSync(join(folder, 'files', 'a'), 'a file');
  return folder;
}

test('nothing of a workspace is left', async () => {
  const folder = await encrypted();
  const copy = join(folder, 'conversion', 'new');
  mkdirSync(copy, { recursive: true });
  writeFileSync(join(copy, 'workspace.key.json'), 'a key');
  expect(removeWorkspace(folder)).toEqual({ failed: [], isKeyGone: true });
  expect(existsSync(folder)).toBe(false);
  expect(removeWorkspace(folder)).toEqual({ failed: [], isKeyGone: false });
});

test('the key is destroyed first: what another program holds cannot be read any more, and is named', async () => {
  const folder = await encrypted();
  const key = { by: 'keychain', keychain: testKeychain() } as const;
  const held = holdFiles((name) => [basename(folder), 'attache.sqlite'].includes(name));
  expect(removeWorkspace(folder)).toEqual({
    failed: [{ item: 'workspace', path: join(folder, 'attache.sqlite'), why: 'EBUSY' }],
    isKeyGone: true,
  });
  held.release();
  expect(readdirSync(folder)).toEqual(['attache.sqlite']);
  await expect(unlockWorkspace(folder, key)).rejects.toMatchObject({ code: 'workspace.key_missing' });
});

test('a key that cannot be destroyed is named, and the rest is deleted all the same', async () => {
  const folder = await encrypted();
  holdFiles((name) => [basename(folder), 'workspace.key.json'].includes(name));
  const path = join(folder, 'workspace.key.json');
  const { failed, isKeyGone } = removeWorkspace(folder);
  expect(failed[0]).toEqual({ item: 'workspace', path, why: 'EBUSY' });
  expect(isKeyGone).toBe(false);
  expect(readdirSync(folder)).toEqual(['workspace.key.json']);
});

test('a link is removed, and what it leads to stays', async () => {
  const folder = await encrypted();
  const other = mkdtempSync(join(root, 'other-'));
  writeFileSync(join(other, 'of somebody'), '');
  symlinkSync(other, join(folder, 'link'));
  holdFiles((name) => [basename(folder), 'link'].includes(name));
  expect(removeWorkspace(folder).failed.map(({ path }) => path)).toEqual([join(folder, 'link')]);
  expect(readdirSync(other)).toEqual(['of somebody']);
});
