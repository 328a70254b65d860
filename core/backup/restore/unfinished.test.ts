import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Workspace } from '../../store/workspace.ts';
import { beginIn, requireFree } from './unfinished.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-unfinished-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function folderWith(...names: readonly string[]): string {
  const folder = mkdtempSync(join(root, 'folder-'));
  for (const name of names) writeFileSync(join(folder, name), '');
  return folder;
}

test('a restore that was interrupted is begun again, also when somebody tried to open the workspace', () => {
  const folder = folderWith();
  beginIn(folder);
  mkdirSync(join(folder, 'files'));
  expect(() => new Workspace(folder)).toThrow(expect.objectContaining({ code: 'backup.restore_unfinished' }));
  expect(readdirSync(folder).length).toBeGreaterThan(2);
  requireFree(folder);
  beginIn(folder);
  expect(readdirSync(folder)).toEqual(['restore-unfinished.json']);
});

test('a kill at the very beginning leaves a folder that is free, and no other folder is', () => {
  requireFree(join(root, 'none'));
  requireFree(folderWith());
  const begun = folderWith('restore-unfinished.json.part');
  requireFree(begun);
  expect(() => new Workspace(begun)).toThrow(expect.objectContaining({ code: 'backup.restore_unfinished' }));
  requireFree(begun);
  const taken = expect.objectContaining({ code: 'backup.target_taken' });
  expect(() => requireFree(folderWith('letter.txt'))).toThrow(taken);
  expect(() => requireFree(folderWith('letter.txt', 'restore-unfinished.json'))).toThrow(taken);
  expect(() => requireFree(folderWith('attache.sqlite', 'restore-unfinished.json'))).toThrow(taken);
});
