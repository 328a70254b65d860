// Covers app/workspace/create-encrypted.ts, app/workspace/new-workspace-key.ts, app/workspace/open-workspace.ts,
// app/workspace/unlock-workspace.ts, app/workspace/refuse-taken.ts, app/workspace/refuse-unfit.ts.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../core/export/testing/temporary.ts';
import { describe, isProblem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import { Workspace } from '../../core/store/workspace.ts';
import { newCode } from '../../core/vault/code.ts';
import { readWorkspaceKeyFile } from '../../core/vault/key-file.ts';
import { isHere } from '../../fixtures/only-where.ts';
import { testKeychain } from '../../fixtures/test-keychain.ts';
import { createEncrypted } from './create-encrypted.ts';
import { openWorkspace } from './open-workspace.ts';
import { type UnlockBy, unlockWorkspace } from './unlock-workspace.ts';

const passphrase = new Secret('one two three');
/** Where a test needs no passphrase: what a passphrase costs takes long. */
const unlockedBy = { passphrase: null, keychain: testKeychain() };
const byPassphrase = { passphrase, keychain: null };

let folder = '';
beforeEach(() => {
  folder = join(temporaryFolder(), 'new', 'workspace');
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (!isProblem(error)) throw error;
    return error.code;
  }
}

/** Opens the workspace and closes it again. Returns `encrypted` or `plain`, or the problem's code. */
async function opened(by: UnlockBy | null): Promise<string> {
  try {
    const workspace = await openWorkspace({ folder, unlock: () => Promise.resolve(by), opener: 'command' });
    workspace.close();
    return workspace.keys === null ? 'plain' : 'encrypted';
  } catch (error) {
    if (!isProblem(error)) throw error;
    return error.code;
  }
}

test('a new encrypted workspace opens by its passphrase and its code, and by nothing else', async () => {
  const code = await createEncrypted({ folder, unlockedBy: byPassphrase });
  expect(await opened({ by: 'passphrase', passphrase })).toBe('encrypted');
  expect(await opened({ by: 'recovery', code })).toBe('encrypted');
  expect(await opened({ by: 'recovery', code: new Secret(code.reveal().toLowerCase()) })).toBe('encrypted');
  expect(await opened({ by: 'key', key: await unlockWorkspace(folder, { by: 'recovery', code }) })).toBe(
    'encrypted',
  );
  expect(await opened(null)).toBe('workspace.locked');
  expect(await opened({ by: 'passphrase', passphrase: new Secret('one two') })).toBe('workspace.wrong_key');
  expect(await opened({ by: 'recovery', code: newCode() })).toBe('workspace.wrong_key');
  expect(() => new Workspace(folder)).toThrow(/encrypted and locked/);
  expect(readFileSync(join(folder, 'attache.sqlite')).subarray(0, 15).toString('latin1')).not.toBe(
    'SQLite format 3',
  );
  if (!isHere('modes')) return;
  expect(statSync(join(folder, 'workspace.key.json')).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('neither passphrase nor code lies in the workspace', async () => {
  const code = await createEncrypted({ folder, unlockedBy: byPassphrase });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const bytes = Buffer.concat(files.map((file) => readFileSync(join(file.parentPath, file.name))));
  for (const secret of [passphrase.reveal(), code.reveal(), code.reveal().replaceAll('-', '')]) {
    expect(bytes.includes(secret)).toBe(false);
  }
});

test('a keychain remembers the key; one that was reset does not', async () => {
  const keychain = testKeychain();
  const code = await createEncrypted({ folder, unlockedBy: { passphrase: null, keychain } });
  expect(await opened({ by: 'keychain', keychain })).toBe('encrypted');
  expect(await opened({ by: 'passphrase', passphrase })).toBe('workspace.no_passphrase');
  keychain.forget();
  expect(await opened({ by: 'keychain', keychain })).toBe('workspace.wrong_key');
  expect(await opened({ by: 'recovery', code })).toBe('encrypted');
});

test('a keychain that keeps nothing leaves no workspace', async () => {
  const keychain = { protect: () => Promise.resolve(''), reveal: () => Promise.resolve(null) };
  const work = createEncrypted({ folder, unlockedBy: { passphrase: null, keychain } });
  expect(await codeOf(work)).toBe('workspace.keychain_refused');
  expect(existsSync(folder)).toBe(false);
});

test('nothing is asked for a plain workspace, and a new folder becomes one', async () => {
  const unlock = () => Promise.reject(new Error('asked'));
  for (let time = 0; time < 2; time += 1) {
    const workspace = await openWorkspace({ folder, unlock, opener: 'command' });
    workspace.close();
    expect(workspace.keys).toBeNull();
  }
  expect(await opened({ by: 'passphrase', passphrase })).toBe('plain');
  expect(await codeOf(unlockWorkspace(folder, { by: 'passphrase', passphrase }))).toBe(
    'workspace.not_encrypted',
  );
});

test('only a new or an empty folder becomes an encrypted workspace', async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  expect(await codeOf(createEncrypted({ folder, unlockedBy }))).toBe('workspace.folder_taken');
  expect(readdirSync(folder)).toEqual(['notes.txt']);
  const plain = temporaryFolder();
  new Workspace(plain).close();
  expect(await codeOf(createEncrypted({ folder: plain, unlockedBy }))).toBe('workspace.folder_taken');
  new Workspace(plain).close();
  const encrypted = temporaryFolder();
  await createEncrypted({ folder: encrypted, unlockedBy });
  expect(await codeOf(createEncrypted({ folder: encrypted, unlockedBy }))).toBe('workspace.folder_taken');
});

test('what a kill before the key file leaves is an empty folder still', async () => {
  mkdirSync(join(folder, 'open'), { recursive: true });
  for (const name of ['open.lock', 'workspace.key.json.next', '.DS_Store'])
    writeFileSync(join(folder, name), '');
  const code = await createEncrypted({ folder, unlockedBy });
  expect(await opened({ by: 'recovery', code })).toBe('encrypted');
});

test('what a kill after the key file leaves opens', async () => {
  const code = await createEncrypted({ folder, unlockedBy });
  const file = readFileSync(join(folder, 'workspace.key.json'));
  folder = join(temporaryFolder(), 'killed');
  mkdirSync(folder);
  writeFileSync(join(folder, 'workspace.key.json'), file);
  expect(await opened({ by: 'recovery', code })).toBe('encrypted');
  expect(await opened({ by: 'recovery', code })).toBe('encrypted');
});

test('without a passphrase, or where its code cannot be saved, there is no workspace', async () => {
  const empty = { passphrase: new Secret(''), keychain: null };
  expect(await codeOf(createEncrypted({ folder, unlockedBy: empty }))).toBe('workspace.passphrase_empty');
  const saveCode = () => {
    throw new Error('no room');
  };
  await expect(createEncrypted({ folder, unlockedBy, saveCode })).rejects.toThrow('no room');
  expect(existsSync(join(folder, 'workspace.key.json'))).toBe(false);
  const saved: string[] = [];
  const code = await createEncrypted({
    folder,
    unlockedBy,
    saveCode: (made, id) => saved.push(made.reveal(), id),
  });
  expect(saved).toEqual([code.reveal(), readWorkspaceKeyFile(folder)?.workspaceId]);
});

test('of two programs that make one in the same folder, one succeeds, and its passphrase opens it', async () => {
  const made = ['a', 'b'].map((text) =>
    codeOf(createEncrypted({ folder, unlockedBy: { passphrase: new Secret(text), keychain: null } })),
  );
  const ends = await Promise.all(made);
  expect([...ends].sort()).toEqual(['done', 'workspace.folder_taken']);
  const winner = new Secret(ends[0] === 'done' ? 'a' : 'b');
  expect(await opened({ by: 'passphrase', passphrase: winner })).toBe('encrypted');
});

test('a database without its key file is not called damaged', async () => {
  await createEncrypted({ folder, unlockedBy });
  rmSync(join(folder, 'workspace.key.json'));
  expect(await opened({ by: 'passphrase', passphrase })).toBe('workspace.key_missing');
});

test('a key file and a database of two workspaces: who has the right key learns what is wrong', async () => {
  const other = join(temporaryFolder(), 'other');
  for (const path of [folder, other]) await createEncrypted({ folder: path, unlockedBy });
  cpSync(join(other, 'workspace.key.json'), join(folder, 'workspace.key.json'));
  const by: UnlockBy = { by: 'keychain', keychain: unlockedBy.keychain };
  const error = await openWorkspace({ folder, unlock: () => Promise.resolve(by), opener: 'command' }).catch(
    (thrown: unknown) => thrown,
  );
  if (!isProblem(error)) throw error;
  expect(error.data).toEqual({ code: 'workspace.wrong_key', params: { folder, by: 'key' } });
  expect(describe(error.data).action).toContain(
    'attache.sqlite and workspace.key.json are of different workspaces',
  );
});
