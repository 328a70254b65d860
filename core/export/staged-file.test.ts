// Covers core/export/staged-path.ts.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StagedFile } from './staged-file.ts';
import { temporaryFolder } from './testing/temporary.ts';

const bytes = (text: string) => Buffer.from(text);

test('nothing is visible before the commit, then everything is', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'file.bin');
  writeFileSync(path, 'before');
  const file = new StagedFile(path, false);
  file.write(Buffer.from([0, 255]));
  file.write(bytes('after'));
  file.finish();
  expect(readFileSync(path, 'utf8')).toBe('before');
  file.commit();
  expect([...readFileSync(path)]).toEqual([0, 255, ...bytes('after')]);
  expect(readdirSync(folder)).toEqual(['file.bin']);
});

test('to append, it starts with the existing content', () => {
  const path = join(temporaryFolder(), 'file.csv');
  writeFileSync(path, 'one');
  const file = new StagedFile(path, true);
  expect(file.lastByte()).toBe('e'.charCodeAt(0));
  file.write(bytes('\ntwo'));
  file.finish();
  file.commit();
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo');
});

test('after a discard nothing is left, at any stage', () => {
  const folder = temporaryFolder();
  const [begun, finished] = [
    new StagedFile(join(folder, 'a'), false),
    new StagedFile(join(folder, 'b'), false),
  ];
  expect(begun.lastByte()).toBeNull();
  begun.write(bytes('text'));
  finished.finish();
  for (const file of [begun, begun, finished]) file.discard();
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that has taken the name stays, and is named', () => {
  const folder = temporaryFolder();
  const file = new StagedFile(join(folder, 'file.csv'), false);
  file.finish();
  mkdirSync(join(folder, 'file.csv'));
  expect(() => file.commit()).toThrow(expect.objectContaining({ code: 'export.file_in_the_way' }));
  file.discard();
  expect(readdirSync(folder)).toEqual(['file.csv']);
});
