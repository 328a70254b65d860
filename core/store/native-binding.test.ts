import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { nativeBinding } from './native-binding.ts';

const folder = dirname(nativeBinding());
const binaries = readdirSync(folder);

test('there is a binary for this platform, and one for each that the app is made for', () => {
  expect(existsSync(nativeBinding())).toBe(true);
  expect(binaries).toContain(basename(nativeBinding()));
  expect(binaries.sort()).toEqual(
    ['darwin', 'linux', 'linuxmusl', 'win32'].flatMap((name) => [`${name}-arm64.node`, `${name}-x64.node`]),
  );
});

/*
 * A binary that asks for a function that the runtime lacks does not load at all. Every Node since 16 and every
 * Electron since 15 has version 8 of Node-API. All functions of later versions are called node_api_…, and this
 * one is what a module tells of itself.
 */
const OWN = 'node_api_module_get_api_version_v1';

test.each(binaries)('%s asks for Node-API up to version 8, and for nothing else of Node', (name) => {
  const bytes = readFileSync(join(folder, name)).toString('latin1');
  const asked = new Set(bytes.match(/(?:napi|node_api)_[a-z0-9_]+/g));
  expect([...asked].filter((one) => one.startsWith('node_api_'))).toEqual([OWN]);
  expect(asked.size).toBeGreaterThan(50);
  // V8's, libuv's and OpenSSL's names, as they stand in a table of imports.
  expect(bytes.match(/_ZNK?2v8\w+|\?\w+@v8@@|\0_?uv_\w+\0|\0_?(EVP|SSL|RAND)_\w+\0/g)).toBeNull();
});
