import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keysInFile } from './keys-in-file.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-keys-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function keys(text: string, separator = ',', column = 1): string[] {
  const path = join(root, 'file.csv');
  writeFileSync(path, text);
  return [...keysInFile(path, separator, column).keys()];
}

test('returns the cells of the column without the first line', () => {
  expect(keys('a,key,b\n1,x,2\n3,y,4\n')).toEqual(['x', 'y']);
  expect(keys('a;key\n"1;2";"x"\n3;y', ';')).toEqual(['x', 'y']);
  expect(keys('\uFEFFkey,a\r\nx,1\r\ny,2\r\n', ',', 0)).toEqual(['x', 'y']);
  expect(keys('a,key\n1,x\r\n')).toEqual(['x']);
});

test('reads quoted cells with separators, quotes and line ends in them', () => {
  expect(keys('a,key\n"1\n2,3","x,""y""\r\nz"\n4,w\n')).toEqual(['x,"y"\r\nz', 'w']);
});

test('a row without a key gives no key', () => {
  expect(keys('a,key\n1\n\n2,\n')).toEqual([]);
});

test('recognises a key after the apostrophe of the formula guard', () => {
  expect(keys("a,key\n1,'=x\n")).toEqual(["'=x", '=x']);
});

test('reads a file of several pieces', () => {
  const rows = Array.from({ length: 60_000 }, (_, i) => `"${'ü'.repeat(20)}","k""${i}"\n`);
  expect(keys(`a,key\n${rows.join('')}`)).toEqual(rows.map((_, i) => `k"${i}`));
});
