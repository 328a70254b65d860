import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary.ts';
import { firstKeys } from './first-keys.ts';

function keys(text: string, separator = ','): readonly string[] | null {
  const path = join(temporaryFolder(), 'file.csv');
  writeFileSync(path, text);
  return firstKeys(path, separator);
}

test.each([
  ['key,a\nuuid:1,x\nuuid:2,y\n', ['uuid:1', 'uuid:2']],
  ['\uFEFFkey,a\nuuid:1,x\n', ['uuid:1']],
  ['SubmissionDate,KEY,q,KEY\n,no,x,uuid:1\n', ['uuid:1']],
  ['instance ID, event\nuuid:1,e\n', ['uuid:1']],
  ['instance_id,form_id\nuuid:1,f\n', ['uuid:1']],
  ["key,a\n'=1,x\n", ['=1']],
  ['key,a\n', []],
  ['name,a\nx,y\n', null],
  ['', null],
] as const)('%j has the keys %j', (text, wanted) => {
  expect(keys(text)).toEqual(wanted);
});

test('the given separator separates cells', () => {
  expect(keys('key;a\nuuid:1;x\n', ';')).toEqual(['uuid:1']);
  expect(keys('key;a\nuuid:1;x\n')).toBeNull();
});

test('only the first rows are read, and a missing file has no keys', () => {
  const rows = Array.from({ length: 100_000 }, (_, i) => `uuid:${i},some text\n`);
  expect(keys(`key,a\n${rows.join('')}`)).toHaveLength(50);
  expect(firstKeys(join(temporaryFolder(), 'nothing.csv'), ',')).toBeNull();
});
