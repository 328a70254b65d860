import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../export/testing/temporary.ts';
import { diskProblem } from './disk-problem.ts';

function fileError(code: string, path?: string): Error {
  return Object.assign(new Error(code), { code, syscall: 'write', ...(path === undefined ? {} : { path }) });
}

test.each([
  ['ENOSPC', 'backup.disk_full'],
  ['EDQUOT', 'backup.disk_full'],
  ['ESTALE', 'backup.folder_gone'],
  ['ENODEV', 'backup.folder_gone'],
  ['EHOSTDOWN', 'backup.folder_gone'],
  ['EACCES', 'backup.folder_refused'],
  ['EROFS', 'backup.folder_refused'],
  ['EFBIG', 'backup.file_too_large'],
  ['ENOENT', 'backup.file_missing'],
  ['EIO', 'backup.disk_failed'],
  ['UNKNOWN', 'backup.disk_failed'],
])('%s in a folder that is there is %s', (code, problem) => {
  const folder = temporaryFolder();
  expect(diskProblem(fileError(code), folder, join(folder, 'a'))).toMatchObject({ code: problem });
});

test.each(['ENOENT', 'EIO', 'ENOTDIR', 'UNKNOWN', 'EINVAL', 'EACCES'])(
  '%s in a folder that is not there means that its disk is gone',
  (code) => {
    const folder = join(temporaryFolder(), 'stick');
    expect(diskProblem(fileError(code), folder)).toMatchObject({
      code: 'backup.folder_gone',
      params: { folder },
    });
  },
);

test('a file that another program holds is named', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'held');
  writeFileSync(path, '');
  expect(diskProblem(fileError('EBUSY', path), folder)).toMatchObject({
    code: 'store.file_held',
    params: { file: path },
  });
});

test('the file is the one that the error names, else the one that is given, else the folder', () => {
  const folder = temporaryFolder();
  const fileOf = (error: unknown) => (error as { params: { file: string } }).params.file;
  expect(fileOf(diskProblem(fileError('EIO', 'named'), folder, 'given'))).toBe('named');
  expect(fileOf(diskProblem(fileError('EIO'), folder, 'given'))).toBe('given');
  expect(fileOf(diskProblem(fileError('EIO'), folder))).toBe(folder);
});

test('what is no error of the file system stays as it is', () => {
  const folder = temporaryFolder();
  for (const error of [new Error('a bug'), 'text', null]) expect(diskProblem(error, folder)).toBe(error);
});
