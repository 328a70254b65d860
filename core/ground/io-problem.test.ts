import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { temporaryFolder } from '../export/testing/temporary.ts';
import { ioProblem } from './io-problem.ts';

function failureOf(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return ioProblem(error, '/out');
  }
  throw new Error('it did not fail');
}

onlyWhere('full-disk')('a full disk is told from other failures', () => {
  const failure = failureOf(() => writeFileSync('/dev/full', 'x'));
  expect(failure).toMatchObject({ code: 'store.disk_full', params: { folder: '/out' } });
});

test('a folder that is not there, or a name too long, makes the folder unusable', () => {
  const folder = temporaryFolder();
  for (const path of [join(folder, 'x', 'y'), join(folder, 'x'.repeat(300))]) {
    expect(failureOf(() => writeFileSync(path, ''))).toMatchObject({ code: 'export.folder_unusable' });
  }
});

const failed = (code: string) => Object.assign(new Error(code), { syscall: 'open', code });

test.each([
  ['EROFS', 'readOnly'],
  ['EACCES', 'readOnly'],
  ['EIO', 'other'],
])('%s is told as %s', (code, reason) => {
  const folder = temporaryFolder();
  expect(ioProblem(failed(code), folder)).toMatchObject({ params: { folder, reason, file: null } });
});

test('a folder that is gone, or has become a file, is reported as such after any failure', () => {
  const folder = join(temporaryFolder(), 'out');
  expect(ioProblem(failed('ENOENT'), folder)).toMatchObject({ params: { reason: 'gone', file: null } });
  writeFileSync(folder, '');
  for (const code of ['ENOENT', 'ENOTDIR', 'EACCES']) {
    for (const place of [folder, join(folder, 'below', 'it')]) {
      expect(ioProblem(failed(code), place)).toMatchObject({ params: { reason: 'file', file: folder } });
    }
  }
});

test('a bug stays a bug', () => {
  const bug = new TypeError('x is not a function');
  expect(ioProblem(bug, '/out')).toBe(bug);
});
