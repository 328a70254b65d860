// Covers app/workspace/open-elsewhere.ts.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEncrypted } from '../../app/workspace/create-encrypted.ts';
import { openWorkspace } from '../../app/workspace/open-workspace.ts';
import type { UnlockBy } from '../../app/workspace/unlock-workspace.ts';
import { Workspace } from '../../core/store/workspace.ts';
import { testKeychain } from '../../fixtures/test-keychain.ts';
import { checkWorkspaceFolder, copyAcross, moveTarget, moveWorkspace } from './workspace-folder.ts';

let folder = '';
let from = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attache-move-'));
  from = join(folder, 'old', 'study');
  const workspace = new Workspace(from);
  writeFileSync(join(workspace.filesFolder, 'photo.jpg'), 'picture', { mode: 0o600 });
  workspace.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

const isWhole = (path: string): void => {
  new Workspace(path).close();
  expect(readFileSync(join(path, 'files', 'photo.jpg'), 'utf8')).toBe('picture');
};

describe('what may be opened', () => {
  test('a workspace, an empty folder, and one that is not there yet', () => {
    mkdirSync(join(folder, 'empty'));
    for (const path of [from, join(folder, 'empty'), join(folder, 'new')]) {
      expect(() => checkWorkspaceFolder(path)).not.toThrow();
    }
  });

  test('no folder with the files of somebody else, and no file', () => {
    writeFileSync(join(folder, 'letter.txt'), '');
    for (const path of [folder, join(folder, 'letter.txt')]) {
      expect(() => checkWorkspaceFolder(path)).toThrowError(
        expect.objectContaining({ code: 'store.not_a_workspace' }),
      );
    }
  });
});

describe('moving', () => {
  test('goes into the chosen folder under its own name', async () => {
    const to = moveTarget(from, join(folder, 'new'));
    expect(to).toBe(join(folder, 'new', 'study'));
    expect(await moveWorkspace(from, to)).toBe(true);
    isWhole(to);
    expect(existsSync(from)).toBe(false);
  });

  test('takes the place of an empty folder only', async () => {
    mkdirSync(join(folder, 'new', 'study'), { recursive: true });
    await moveWorkspace(from, moveTarget(from, join(folder, 'new')));
    isWhole(join(folder, 'new', 'study'));
  });

  test('goes nowhere where something is, nor into itself', () => {
    mkdirSync(join(folder, 'taken', 'study'), { recursive: true });
    writeFileSync(join(folder, 'taken', 'study', 'x'), '');
    for (const into of [join(folder, 'taken'), join(folder, 'old'), from, join(from, 'files')]) {
      expect(() => moveTarget(from, into)).toThrowError(
        expect.objectContaining({ code: 'store.move_target_taken' }),
      );
    }
  });

  test('a name that begins like the old one is another folder', () => {
    expect(moveTarget(from, join(folder, 'old', 'study-2'))).toBe(join(folder, 'old', 'study-2', 'study'));
    expect(moveTarget(from, join(folder, 'old', '..two'))).toBe(join(folder, 'old', '..two', 'study'));
  });

  test('to another disk: a whole copy, for its owner alone, then the old one goes', async () => {
    const to = join(folder, 'copied');
    expect(await copyAcross(from, to)).toBe(true);
    isWhole(to);
    expect(existsSync(from)).toBe(false);
    expect(statSync(to).mode & 0o777).toBe(0o700);
    expect(statSync(join(to, 'attache.sqlite')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(['copied', 'old']);
  });

  test('is refused while another program has the workspace open', async () => {
    const watching = new Workspace(from, null, 'watch');
    // As the note of another process: the engine that had it open has ended.
    const [name = ''] = readdirSync(join(from, 'open'));
    const note = readFileSync(join(from, 'open', name), 'utf8').replace(`${process.pid}`, `${process.ppid}`);
    writeFileSync(join(from, 'open', `${process.ppid}-00000000-0000-4000-8000-000000000000.json`), note);
    watching.close();
    const to = join(folder, 'new');
    await expect(moveWorkspace(from, to)).rejects.toMatchObject({
      code: 'workspace.in_use',
      params: { by: 'watch', pid: process.ppid },
    });
    isWhole(from);
    expect(existsSync(to)).toBe(false);
  });

  test('an encrypted one stays encrypted, and its old key is destroyed before anything else goes', async () => {
    const old = join(folder, 'encrypted');
    const keychain = testKeychain();
    await createEncrypted({ folder: old, unlockedBy: { passphrase: null, keychain } });
    const to = join(folder, 'copied');
    const removed = await copyAcross(old, to, (path) => {
      expect(readdirSync(path)).not.toContain('workspace.key.json');
      expect(readdirSync(path)).toContain('attache.sqlite');
      return Promise.resolve();
    });
    expect(removed).toBe(true);
    const unlock = (): Promise<UnlockBy> => Promise.resolve({ by: 'keychain', keychain });
    (await openWorkspace({ folder: to, unlock, opener: 'app' })).close();
    await expect(openWorkspace({ folder: old, unlock, opener: 'app' })).rejects.toMatchObject({
      code: 'workspace.key_missing',
    });
  });

  test('the copy is on the disk before the old key is destroyed', async () => {
    const handle = await open(join(from, 'attache.sqlite'), 'r');
    const sync = vi.spyOn(Object.getPrototypeOf(handle), 'sync');
    await handle.close();
    const copied = readdirSync(from, { recursive: true, withFileTypes: true });
    let flushed = 0;
    await copyAcross(from, join(folder, 'copied'), () => {
      flushed = sync.mock.calls.length;
      return Promise.resolve();
    });
    sync.mockRestore();
    // Each file and folder, and the workspace's own folder.
    expect(flushed).toBe(
      process.platform === 'win32' ? copied.filter((entry) => entry.isFile()).length : copied.length + 1,
    );
  });

  test('an old one that cannot be removed wholly does not undo the move', async () => {
    const to = join(folder, 'copied');
    const removed = await copyAcross(from, to, (path) => {
      rmSync(join(path, 'attache.sqlite'));
      return Promise.reject(new Error('busy'));
    });
    expect(removed).toBe(false);
    isWhole(to);
  });

  test('what fails leaves the old one whole, and nothing half', async () => {
    const taken = join(folder, 'taken');
    mkdirSync(taken);
    writeFileSync(join(taken, 'x'), '');
    await expect(copyAcross(from, taken)).rejects.toThrow();
    await expect(moveWorkspace(from, taken)).rejects.toMatchObject({ code: 'store.not_moved' });
    isWhole(from);
    expect(readdirSync(folder).sort()).toEqual(['old', 'taken']);
    expect(readdirSync(taken)).toEqual(['x']);
  });
});
