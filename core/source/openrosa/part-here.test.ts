import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { onlyWhere } from '../../../fixtures/only-where.ts';
import { testWorkspaceKeys } from '../../../fixtures/workspace-keys.ts';
import { createOutput } from '../../ground/file-cipher.ts';
import { partIn } from './part-here.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-part-here-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const { content: key, names: otherKey } = testWorkspaceKeys().files;
const BYTES = Buffer.alloc(300_000, 7);
const md5 = createHash('md5').update(BYTES).digest('hex');

function written(name: string, of = key as typeof key | null): string {
  const path = join(root, name);
  const output = createOutput(path, of);
  output.write(BYTES);
  output.end();
  output.close();
  return path;
}

test('a whole part is known by the MD5 of its plaintext, wherever it is', async () => {
  expect(await partIn({ kind: 'bytes', bytes: BYTES })).toMatchObject({ md5 });
  const plain = { kind: 'file', path: written('plain', null), size: 0 } as const;
  expect(await partIn(plain)).toEqual({ content: { ...plain, size: BYTES.length }, md5 });
  const encrypted = { kind: 'file', path: written('encrypted'), size: 0, key } as const;
  expect(await partIn(encrypted)).toEqual({ content: { ...encrypted, size: BYTES.length }, md5 });
});

test('an encrypted part that was cut, changed, or is of another workspace, is none', async () => {
  const path = written('cut');
  const whole = readFileSync(path);
  for (const size of [0, 10, 24, 24 + 65_552, whole.length - 1]) {
    truncateSync(path, size);
    expect(await partIn({ kind: 'file', path, size: 0, key })).toBeNull();
    writeFileSync(path, whole);
  }
  whole[70_000] = (whole[70_000] ?? 0) ^ 1;
  writeFileSync(path, whole);
  expect(await partIn({ kind: 'file', path, size: 0, key })).toBeNull();
  expect(await partIn({ kind: 'file', path: written('other', otherKey), size: 0, key })).toBeNull();
  expect(await partIn({ kind: 'file', path: written('not', null), size: 0, key })).toBeNull();
  expect(await partIn({ kind: 'file', path: join(root, 'nowhere'), size: 0, key })).toBeNull();
});

onlyWhere('links')('a link is none', async () => {
  const path = join(root, 'link');
  symlinkSync(written('target', null), path);
  expect(await partIn({ kind: 'file', path, size: 0 })).toBeNull();
});
