import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { licenceOf, packageFolder } from './licences.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const notices = join(root, 'electron', 'packaging', 'notices');

test.each([
  ['/a/node_modules/zod/v4/index.js', '/a/node_modules/zod'],
  ['/a/node_modules/@react-aria/focus/dist/x.mjs?commonjs', '/a/node_modules/@react-aria/focus'],
  ['\0/a/node_modules/saxes/saxes.js', '/a/node_modules/saxes'],
  ['C:\\a\\node_modules\\zod\\index.js', 'C:/a/node_modules/zod'],
  ['/a/node_modules/one/node_modules/two/index.js', '/a/node_modules/one/node_modules/two'],
])('a bundled file belongs to the innermost package: %s', (id, folder) => {
  expect(packageFolder(id)).toBe(folder);
});

test('the app itself is no package', () => {
  expect(packageFolder('/a/core/log.ts')).toBeNull();
  expect(packageFolder('\0vite/preload-helper.js')).toBeNull();
});

test('a licence has the text that its package gives', () => {
  const licence = licenceOf(join(root, 'node_modules', 'zod'), notices);
  expect(licence).toMatchObject({ name: 'zod', licence: 'MIT' });
  expect(licence?.text).toMatch(/Permission is hereby granted/);
});

test('a folder that is no package has none', () => {
  expect(licenceOf(join(root, 'docs'), notices)).toBeNull();
});

test('everybody who has written a part of the binary with encryption is named', () => {
  const folder = join(root, 'node_modules', 'better-sqlite3-multiple-ciphers');
  const text = licenceOf(folder, notices)?.text ?? '';
  const source = readFileSync(join(folder, 'deps', 'sqlite3', 'sqlite3.c'), 'latin1');
  const holders = source.matchAll(/copyright:? +\(c\) +[0-9, -]+(?<name>[A-Z]\w+ [A-Z]\w+)/gi);
  const names = new Set([...holders].map(({ groups }) => groups?.name ?? ''));
  expect(names).toContain('Ulrich Telle');
  expect([...names].filter((name) => !text.includes(name))).toEqual([]);
  expect(text).toContain('Joshua Wise');
});
