// Covers electron/packaging/build.ts, electron/packaging/package.ts, electron/packaging/release-check.ts,
// electron/packaging/stand-in.ts, electron/packaging/start.ts, electron/packaging/write-sbom.ts.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { electronBinary } from './electron-binary.ts';

let folder = '';
let said = '';
const say = (text: string): void => {
  said += text;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attache-binary-'));
  said = '';
  writeFileSync(join(folder, 'package.json'), '{"version":"45.4.1"}');
});
afterEach(() => rmSync(folder, { recursive: true }));

function unpack(version: string): true {
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'dist', 'version'), version);
  writeFileSync(join(folder, 'dist', 'electron'), '');
  return true;
}

const look = (download: () => boolean, env: NodeJS.ProcessEnv = {}): string | null =>
  electronBinary({ folder, platform: 'linux', env, download, say });
const never = (): boolean => {
  throw new Error('nothing is to be downloaded');
};

test('a binary of the right version is taken as it is', () => {
  unpack('v45.4.1');
  expect(look(never)).toBe(join(folder, 'dist', 'electron'));
  expect(said).toBe('');
});

test.each([['44.0.0'], [null]])('else it is downloaded, and said so (there: %s)', (there) => {
  if (there !== null) unpack(there);
  expect(look(() => unpack('45.4.1'))).toBe(join(folder, 'dist', 'electron'));
  expect(said).toMatch(/Downloading Electron 45\.4\.1/);
});

test('where it cannot be reached, every way out is named', () => {
  expect(look(() => false)).toBeNull();
  for (const way of ['ELECTRON_MIRROR', 'ELECTRON_OVERRIDE_DIST_PATH', 'npm run attache']) {
    expect(said).toContain(way);
  }
});

test('a download that gives another version is not taken', () => {
  expect(look(() => unpack('44.0.0'))).toBeNull();
});

test('a folder of the user goes first, and is told when it holds no Electron', () => {
  unpack('9.9.9');
  const given = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'dist') };
  expect(look(never, given)).toBe(join(folder, 'dist', 'electron'));
  expect(look(never, { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' })).toBeNull();
  expect(said).toContain('/nowhere');
});
