import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { licenceOf, packageFolder } from './licences.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

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
  const licence = licenceOf(join(root, 'node_modules', 'zod'));
  expect(licence).toMatchObject({ name: 'zod', licence: 'MIT' });
  expect(licence?.text).toMatch(/Permission is hereby granted/);
});

test('a folder that is no package has none', () => {
  expect(licenceOf(join(root, 'docs'))).toBeNull();
});
