import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { holdFiles } from '../testing/held-files.ts';
import { checkFree, checkPlain, existingAt } from './existing.ts';
import { temporaryFolder } from './testing/temporary.ts';

const HEADER = 'a,b\n';

test.each([
  [null, 'none'],
  ['', 'none'],
  ['a,b\n', 'same header'],
  ['a,b\n1,2\n', 'same header'],
  ['\uFEFFa,b\n1,2\n', 'same header'],
  ['a,b', 'other header'],
  ['a,b,c\n', 'other header'],
  ['x', 'other header'],
] as const)('a file that holds %j has %s', (text, wanted) => {
  const path = join(temporaryFolder(), 'file.csv');
  if (text !== null) writeFileSync(path, text);
  expect(existingAt(path, HEADER)).toBe(wanted);
});

test('a byte order mark before the expected header makes no difference', () => {
  const path = join(temporaryFolder(), 'file.csv');
  writeFileSync(path, HEADER);
  expect(existingAt(path, `\uFEFF${HEADER}`)).toBe('same header');
});

test('anything that is not a file is in the way, even a link to nothing', () => {
  const folder = temporaryFolder();
  const wrong = expect.objectContaining({ code: 'export.file_in_the_way' });
  mkdirSync(join(folder, 'folder'));
  expect(() => checkPlain(join(folder, 'folder'))).toThrow(wrong);
  expect(() => existingAt(join(folder, 'folder'), HEADER)).toThrow(wrong);
  if (process.platform !== 'win32') {
    symlinkSync('/nowhere', join(folder, 'link'));
    expect(() => checkPlain(join(folder, 'link'))).toThrow(wrong);
  }
  expect(() => checkPlain(join(folder, 'nothing'))).not.toThrow();
});

test('a file that another program holds is not free', () => {
  const path = join(temporaryFolder(), 'held.csv');
  expect(() => checkFree(path)).not.toThrow();
  writeFileSync(path, HEADER);
  expect(() => checkFree(path)).not.toThrow();
  holdFiles((name) => name === 'held.csv');
  expect(() => checkFree(path)).toThrow();
});
