import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../export/testing/temporary.ts';
import { Workspace } from './workspace.ts';

function folderWithFile(inFolder: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, inFolder, 'ab'), { recursive: true });
  writeFileSync(join(folder, inFolder, 'ab', 'photo.jpg'), 'bytes');
  return folder;
}

test.each(['files', 'ciphertext'])('no empty database takes the place of one whose %s are there', (name) => {
  const folder = folderWithFile(name);
  const missing = expect.objectContaining({ code: 'store.database_missing' });
  expect(() => new Workspace(folder)).toThrow(missing);
  expect(existsSync(join(folder, 'attache.sqlite'))).toBe(false);
  writeFileSync(join(folder, 'attache.sqlite'), '');
  expect(() => new Workspace(folder)).toThrow(missing);
});

test.each(['pull.lock', 'backups.json', 'attache.sqlite.before-format-7', 'attache.sqlite-wal'])(
  'nor the place of one that was in use without stored files, as %s shows',
  (name) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, name), 'bytes');
    const missing = expect.objectContaining({ code: 'store.database_missing' });
    expect(() => new Workspace(folder)).toThrow(missing);
    expect(existsSync(join(folder, 'attache.sqlite'))).toBe(false);
  },
);

test('a folder whose parts are all empty is a new workspace', () => {
  const folder = folderWithFile('files');
  rmSync(join(folder, 'files', 'ab', 'photo.jpg'));
  mkdirSync(join(folder, 'ciphertext'));
  new Workspace(folder).close();
  expect(existsSync(join(folder, 'attache.sqlite'))).toBe(true);
});
