import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { fileName, submissionFolder } from './file-places.ts';
import type { FileKeys } from './workspace-keys.ts';

const key = (byte: number) => createSecretKey(Buffer.alloc(32, byte));
const keys: FileKeys = { content: key(1), names: key(2) };
const file = {
  contentId: 'c0ffee00c0ffee00c0ffee00c0ffee00',
  md5: 'd41d8cd98f00b204e9800998ecf8427e',
  name: 'a.jpg',
};

test('a plain workspace has names to read', () => {
  expect(submissionFolder(file.contentId, null)).toBe('c0/c0ffee00c0ffee00c0ffee00c0ffee00');
  expect(fileName(file, null)).toBe('d41d8cd98f00-a.jpg');
});

test('an encrypted workspace hides the name, the content and the submission', () => {
  const folder = submissionFolder(file.contentId, keys);
  const name = fileName(file, keys);
  expect(folder).toMatch(/^([0-9a-f]{2})\/\1[0-9a-f]{30}$/);
  expect(name).toMatch(/^[0-9a-f]{64}$/);
  expect(`${folder}${name}`).not.toMatch(/c0ffee|d41d8c|jpg/);
});

test('each part of a place counts, and so does the key', () => {
  const others = [
    fileName({ ...file, name: 'b.jpg' }, keys),
    fileName({ ...file, md5: 'd41d8cd98f00b204e9800998ecf8427f' }, keys),
    fileName({ ...file, contentId: 'c0ffee00c0ffee00c0ffee00c0ffee01' }, keys),
    fileName(file, { ...keys, names: key(3) }),
  ];
  expect(new Set([fileName(file, keys), ...others]).size).toBe(5);
  expect(fileName({ ...file }, keys)).toBe(fileName(file, keys));
});
