// Covers core/model/workspace-parts.ts, app/workspace/refuse-taken.ts, core/store/conversion/swap.ts.
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { noteBackup } from '../../core/backup/known-backups.ts';
import { beginIn, requireFree } from '../../core/backup/restore/unfinished.ts';
import { Secret } from '../../core/ground/secret.ts';
import { isFreeForWorkspace, PARTS, partOf } from '../../core/model/workspace-parts.ts';
import { partsOf } from '../../core/store/conversion/swap.ts';
import { PullLock } from '../../core/store/pull-lock.ts';
import { RESTORING } from '../../core/store/unfinished-restore.ts';
import { Workspace } from '../../core/store/workspace.ts';
import { fillFully } from '../../fixtures/full-workspace.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { createEncrypted } from './create-encrypted.ts';
import { encryptWorkspace } from './encrypt.ts';
import { removeUntouched } from './untouched.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());
const old = fileURLToPath(new URL('../../fixtures/workspaces/2026-11/', import.meta.url));

/** A plain workspace of an earlier format with everything that a workspace can hold, while it is open and being pulled. */
async function everything(): Promise<ReadonlySet<string>> {
  const folder = join(spaces.root, 'everything');
  cpSync(old, folder, { recursive: true });
  const workspace = new Workspace(folder);
  await fillFully(workspace, spaces.root);
  const letGo = new PullLock(folder).tryTake();
  noteBackup(folder, join(spaces.root, 'backup'), {});
  const seen = new Set(readdirSync(folder));
  letGo?.();
  workspace.close();
  // A conversion that is stopped when it has begun.
  const stop = new AbortController();
  const stopped = encryptWorkspace({
    folder,
    unlockedBy: { passphrase: new Secret('passphrase'), keychain: null },
    saveCode: () => undefined,
    signal: stop.signal,
    onProgress: () => stop.abort(new Error('stopped')),
  });
  await expect(stopped).rejects.toThrow('stopped');
  for (const name of readdirSync(folder)) seen.add(name);
  const encrypted = join(spaces.root, 'encrypted');
  await createEncrypted({
    folder: encrypted,
    unlockedBy: { passphrase: new Secret('passphrase'), keychain: null },
  });
  for (const name of readdirSync(encrypted)) seen.add(name);
  const restoring = join(spaces.root, 'restoring');
  mkdirSync(restoring);
  beginIn(restoring);
  for (const name of readdirSync(restoring)) seen.add(name);
  return seen;
}

test('every name in the folder of a workspace is known, and every part that is known exists', async () => {
  const seen = await everything();
  expect([...seen].filter((name) => partOf(name) === null)).toEqual([]);
  expect(new Set([...seen].map(partOf))).toEqual(new Set(Object.keys(PARTS)));
});

test('what is not of a workspace is known as that', () => {
  for (const name of ['notes.txt', 'attache.sqlite.bak', 'files.zip', 'attache (copy).sqlite', 'open.txt'])
    expect(partOf(name), name).toBeNull();
  const folder = join(spaces.root, 'others');
  mkdirSync(join(folder, 'files'), { recursive: true });
  for (const name of [
    'attache.sqlite',
    'attache.sqlite-wal',
    'attache.sqlite.bak',
    '.DS_Store',
    'letter.txt',
  ])
    writeFileSync(join(folder, name), '');
  // A copy that somebody made beside the database is as readable as it was: a conversion says that it stays.
  expect(partsOf(folder).others).toEqual(['attache.sqlite.bak', 'letter.txt']);
});

test('a folder with nothing but what a kill or a file manager left is free for a workspace and for a restore', () => {
  expect(isFreeForWorkspace(['.DS_Store', 'open', 'open.lock', 'workspace.key.json.next'])).toBe(true);
  for (const name of ['workspace.key.json', 'attache.sqlite', 'files', 'letter.txt', 'backups.json'])
    expect(isFreeForWorkspace([name]), name).toBe(false);
  const folder = join(spaces.root, 'free');
  mkdirSync(folder);
  writeFileSync(join(folder, '.DS_Store'), '');
  requireFree(folder);
  beginIn(folder);
  // Killed while it wrote down what a damaged backup has lost.
  for (const name of [RESTORING, `${RESTORING}-journal`, 'workspace.key.json', '.DS_Store'])
    writeFileSync(join(folder, name), '');
  requireFree(folder);
  writeFileSync(join(folder, 'letter.txt'), '');
  expect(() => requireFree(folder)).toThrow(expect.objectContaining({ code: 'backup.target_taken' }));
});

test('of a workspace that nothing was stored in, nothing stays', async () => {
  const folder = join(spaces.root, 'untouched');
  new Workspace(folder).close();
  noteBackup(folder, join(spaces.root, 'backup'), {});
  writeFileSync(join(folder, 'attache.sqlite.before-format-2'), '');
  await removeUntouched(folder);
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});
