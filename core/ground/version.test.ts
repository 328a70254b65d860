import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { VERSION } from './version.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('the version is that of package.json', () => {
  const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(VERSION).toBe(about.version);
  expect(VERSION).toMatch(/^\d+\.\d+\.\d+/);
});

test('no source names the version a second time', () => {
  const [major, minor] = VERSION.split('.');
  const copies = new RegExp(`(['"\`]${VERSION.replaceAll('.', '\\.')}['"\`])|Attach[eé]/${major}\\.${minor}`);
  const sources = ['core', 'keys', 'app', 'cli', 'electron', 'renderer'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(c?js|tsx?|ya?ml|html)$/.test(name) && !/\.test\./.test(name))
      .map((name) => join(folder, name)),
  );
  expect(sources.length).toBeGreaterThan(300);
  expect(sources.filter((file) => copies.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});
