import { existsSync, mkdirSync, realpathSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isHere, onlyWhere } from '../../fixtures/only-where.ts';
import { placeOf, prepareFolder } from './out-folder.ts';
import { temporaryFolder } from './testing/temporary.ts';

const inside = (kind: string) =>
  expect.objectContaining({ code: 'export.folder_inside', params: expect.objectContaining({ kind }) });

test('a folder is made, for its owner only', () => {
  const folder = join(temporaryFolder(), 'a', 'b');
  expect(prepareFolder(folder, [])).toBe(realpathSync(folder));
  if (isHere('modes')) expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('a folder in the workspace is refused, however its path is written', () => {
  const root = temporaryFolder();
  const workspace = join(root, 'ws');
  mkdirSync(workspace);
  if (isHere('links')) symlinkSync(workspace, join(root, 'link'));
  for (const folder of [
    workspace,
    join(workspace, 'x'),
    ...(isHere('links') ? [join(root, 'link', 'x', 'y')] : []),
    join(root, 'a', '..', 'ws'),
  ]) {
    expect(() => prepareFolder(folder, [workspace])).toThrow(inside('workspace'));
  }
  expect(existsSync(join(workspace, 'x'))).toBe(false);
  expect(prepareFolder(join(root, 'ws-out'), [workspace])).toBe(join(realpathSync(root), 'ws-out'));
  expect(() => prepareFolder(join(root, '..ws'), [root])).toThrow(inside('workspace'));
});

test('a folder in a Briefcase storage or a Collect folder is refused', () => {
  const root = temporaryFolder();
  const storage = join(root, 'ODK Briefcase Storage', 'forms', 'F');
  expect(() => prepareFolder(storage, [])).toThrow(inside('Briefcase'));
  mkdirSync(join(root, 'odk', 'forms'), { recursive: true });
  mkdirSync(join(root, 'odk', 'instances'));
  expect(() => prepareFolder(join(root, 'odk', 'out'), [])).toThrow(inside('Collect'));
  expect(() => prepareFolder(join(root, 'odk'), [])).toThrow(inside('Collect'));
  expect(prepareFolder(root, [])).toBe(realpathSync(root));
});

test('a file at the path of a folder is reported', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  for (const folder of [file, join(file, 'x'), join(file, 'x', 'y')]) {
    for (const look of [prepareFolder, placeOf]) {
      expect(() => look(folder, [])).toThrow(
        expect.objectContaining({
          code: 'export.folder_unusable',
          message: `${file} is a file, not a folder, so Attaché cannot write into ${folder}.`,
        }),
      );
    }
  }
});

onlyWhere('proc')('a folder in which nothing can be made is reported at once', () => {
  expect(() => prepareFolder('/proc/x/y', [])).toThrow(
    expect.objectContaining({ params: { folder: '/proc/x/y', reason: 'gone', file: null } }),
  );
});
