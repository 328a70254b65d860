import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { Workspace } from '../../core/store/workspace.ts';
import { isUntouched, removeUntouched } from './untouched.ts';

/** How many files and folders are removed before the app is killed. */
const beforeKill = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY }));
vi.mock(import('../../core/ground/patient-files.ts'), async (original) => {
  const real = await original();
  const rm: typeof real.rm = (...of) => {
    if (beforeKill.left === 0) throw new Error('killed');
    beforeKill.left -= 1;
    return real.rm(...of);
  };
  return { ...real, rm };
});

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

test('killed at any moment, it leaves what is still an empty workspace, or none', async () => {
  const killedAfter = async (left: number): Promise<boolean> => {
    const workspace = newWorkspace();
    const { folder } = workspace;
    workspace.close();
    for (const name of ['pull.lock', 'backups.json', 'attache.sqlite.before-format-7'])
      writeFileSync(join(folder, name), '{}');
    beforeKill.left = left;
    const isWhole = await removeUntouched(folder).then(
      () => true,
      () => false,
    );
    beforeKill.left = Number.POSITIVE_INFINITY;
    const again = new Workspace(folder);
    expect(isUntouched(again)).toBe(true);
    again.close();
    return isWhole;
  };
  let left = 0;
  while (!(await killedAfter(left))) left += 1;
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
