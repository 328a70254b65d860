import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Workspace } from '../../core/store/workspace.ts';
import { isUntouched, removeUntouched } from './untouched.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-untouched-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;

function newWorkspace(): Workspace {
  made += 1;
  return new Workspace(join(root, `workspace-${made}`));
}

test('a new workspace is untouched until something is stored', () => {
  const workspace = newWorkspace();
  expect(isUntouched(workspace)).toBe(true);
  workspace.servers.add({ name: 'folder', kind: 'folder', settings: { path: root } });
  expect(isUntouched(workspace)).toBe(false);
  workspace.servers.remove('folder');
  expect(isUntouched(workspace)).toBe(true);
  const pull = workspace.pulls.start('pull', new Date().toISOString(), {});
  expect(isUntouched(workspace)).toBe(false);
  workspace.pulls.end(pull, new Date().toISOString(), 'complete', null);
  expect(isUntouched(workspace)).toBe(false);
  workspace.close();
});

test('all of a workspace goes, and what is not of it stays', async () => {
  const workspace = newWorkspace();
  workspace.close();
  writeFileSync(join(workspace.folder, 'workspace.key.json'), '{}');
  writeFileSync(join(workspace.folder, 'notes.txt'), 'of the user');
  await removeUntouched(workspace.folder);
  expect(readdirSync(workspace.folder)).toEqual(['notes.txt']);
});

/** Does work that may remove so many things, and is ended before one more. Returns whether it came to its end. */
async function endsWithin(left: number, work: () => Promise<void>): Promise<boolean> {
  const { rm } = promises;
  let done = 0;
  promises.rm = async (...of) => {
    if (done === left) throw new Error('killed');
    done += 1;
    return rm(...of);
  };
  syncBuiltinESMExports();
  try {
    await work();
    return true;
  } catch (error) {
    expect(error).toMatchObject({ message: 'killed' });
    return false;
  } finally {
    promises.rm = rm;
    syncBuiltinESMExports();
  }
}

test('killed at any moment, it leaves what is still an empty workspace, or none', async () => {
  const isWholeWithin = async (left: number): Promise<boolean> => {
    const workspace = newWorkspace();
    const { folder } = workspace;
    workspace.close();
    for (const name of ['pull.lock', 'backups.json', 'attache.sqlite.before-format-7'])
      writeFileSync(join(folder, name), '{}');
    const isWhole = await endsWithin(left, () => removeUntouched(folder));
    const again = new Workspace(folder);
    expect(isUntouched(again)).toBe(true);
    again.close();
    return isWhole;
  };
  let left = 0;
  while (!(await isWholeWithin(left))) left += 1;
  expect(left).toBeGreaterThan(4);
});

test('with any file of a submission nothing is removed', async () => {
  const workspace = newWorkspace();
  workspace.close();
  mkdirSync(join(workspace.filesFolder, 'ab'), { recursive: true });
  writeFileSync(join(workspace.filesFolder, 'ab', 'photo.jpg'), 'a photo');
  await expect(removeUntouched(workspace.folder)).rejects.toMatchObject({ code: 'store.not_a_workspace' });
  expect(existsSync(join(workspace.folder, 'attache.sqlite'))).toBe(true);
});

test('while another program has it open, nothing is removed', async () => {
  const workspace = newWorkspace();
  workspace.close();
  const other = { by: 'command', pid: process.ppid, since: Date.now(), host: hostname() };
  const note = join(workspace.folder, 'open', `${process.ppid}-${randomUUID()}.json`);
  mkdirSync(join(workspace.folder, 'open'), { recursive: true });
  writeFileSync(note, JSON.stringify(other));
  await expect(removeUntouched(workspace.folder)).rejects.toMatchObject({ code: 'workspace.in_use' });
  expect(existsSync(join(workspace.folder, 'attache.sqlite'))).toBe(true);
});
