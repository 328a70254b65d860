import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { projectFile } from '../../fixtures/checks/project.ts';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { temporaryFolder } from '../export/testing/temporary.ts';
import { isProblem } from '../ground/problem.ts';
import { hasWorkspaceKeyFile, parseWorkspaceKeyFile, readWorkspaceKeyFile } from './key-file.ts';

const sample = JSON.parse(projectFile('fixtures/vault/workspace.key.json'));
let folder = '';

beforeEach(() => {
  folder = temporaryFolder();
});

/** What reading a key file gives: `read`, or the problem's code. */
function read(text: string): string {
  try {
    parseWorkspaceKeyFile(text, '/w');
    return 'read';
  } catch (error) {
    if (!isProblem(error)) throw error;
    return error.code;
  }
}

/** The sample with the value at a path replaced. */
function withValue(path: string, value: unknown): string {
  const copy = structuredClone(sample);
  const names = path.split('.');
  const last = names.pop() ?? '';
  const place = names.reduce((at, name) => at[name], copy);
  if (value === undefined) delete place[last];
  else place[last] = value;
  return JSON.stringify(copy);
}

test('a folder without a key file has none', () => {
  expect(hasWorkspaceKeyFile(folder)).toBe(false);
  expect(readWorkspaceKeyFile(folder)).toBeNull();
});

test('the key file is read as it is', () => {
  writeFileSync(join(folder, 'workspace.key.json'), JSON.stringify(sample));
  expect(hasWorkspaceKeyFile(folder)).toBe(true);
  expect(readWorkspaceKeyFile(folder)).toEqual(sample);
});

test.each([
  ['wraps.passphrase', undefined],
  ['wraps.keychain', 'AAECAw=='],
  ['recovery.checkedAt', '2026-11-30T08:00:00.000Z'],
  ['wraps.passphrase.N', 2 ** 20],
])('%s may be %s', (path, value) => {
  expect(read(withValue(path, value))).toBe('read');
});

test.each([2, 17, 1_000_000])('format %i is of a newer Attaché, whatever else is in the file', (format) => {
  expect(read(JSON.stringify({ format, anything: true }))).toBe('workspace.key_newer');
});

test.each<[string, unknown]>([
  ['format', undefined],
  ['format', '1'],
  ['format', 0],
  ['format', 1.5],
  ['format', -3],
  ['workspaceId', 'not one'],
  ['workspaceId', undefined],
  ['check', 'AAAA'],
  ['check', undefined],
  ['wraps', undefined],
  ['wraps', []],
  ['wraps.recovery', undefined],
  ['wraps.recovery.wrapped', 'AAAA'],
  ['wraps.recovery.nonce', '!!!!'],
  ['wraps.keychain', ''],
  ['wraps.keychain', '<script>'],
  ['wraps.keychain', 'A'.repeat(20_000)],
  ['wraps.passphrase', null],
  ['wraps.passphrase.salt', undefined],
  // What would take hours, all memory, or nothing at all.
  ['wraps.passphrase.N', 2 ** 30],
  ['wraps.passphrase.N', 2 ** 21],
  ['wraps.passphrase.N', 131_071],
  ['wraps.passphrase.N', 2],
  ['wraps.passphrase.N', 0],
  ['wraps.passphrase.N', -131_072],
  ['wraps.passphrase.N', 1e308],
  ['wraps.passphrase.N', '131072'],
  ['wraps.passphrase.r', 0],
  ['wraps.passphrase.r', 2 ** 20],
  ['wraps.passphrase.r', 8.5],
  ['wraps.passphrase.p', 0],
  ['wraps.passphrase.p', 2 ** 30],
  ['recovery', undefined],
  ['recovery.group', undefined],
  ['recovery.checkedAt', 'yesterday'],
])('%s must not be %j', (path, value) => {
  expect(read(withValue(path, value))).toBe('workspace.key_damaged');
});

test('cost that is allowed in each part is not allowed in all together', () => {
  const { passphrase } = sample.wraps;
  const costly = withValue('wraps.passphrase', { ...passphrase, N: 2 ** 20, r: 32, p: 16 });
  expect(read(costly)).toBe('workspace.key_damaged');
});

test('any text is read, or is a problem', () => {
  const known = ['read', 'workspace.key_damaged', 'workspace.key_newer'];
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(known).toContain(read(text));
    }),
  );
  const whole = JSON.stringify(sample, null, 2);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), (at) => {
      expect(read(whole.slice(0, at))).toBe('workspace.key_damaged');
    }),
  );
});

test('what is in the place of the file is not read: a folder, something huge', () => {
  const path = join(folder, 'workspace.key.json');
  writeFileSync(path, Buffer.alloc(65 * 1024, 0x20));
  expect(() => readWorkspaceKeyFile(folder)).toThrow(/damaged/);
  const other = temporaryFolder();
  mkdirSync(join(other, 'workspace.key.json'));
  expect(() => readWorkspaceKeyFile(other)).toThrow(/damaged/);
});

onlyWhere('links', 'proc')('a link to a device in the place of the file is not read', () => {
  symlinkSync('/dev/zero', join(folder, 'workspace.key.json'));
  expect(() => readWorkspaceKeyFile(folder)).toThrow(/damaged/);
});
