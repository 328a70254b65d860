// Covers core/ground/work-folders.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { caseFolder } from '../fixtures/corpora/corpora.ts';
import { attache, attacheJson } from './testing/attache.ts';

/*
 * The exit code is 3 as long as any stored submission waits for a key or is not whole, even if the command
 * itself met no problem.
 */

const root = mkdtempSync(join(tmpdir(), 'attache-left-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const key = ['--key', fileURLToPath(new URL('../fixtures/corpora/dev/keys/A.pem', import.meta.url))];

test('commands end with 3 while submissions wait for a key, and with 0 when none does', async () => {
  const workspace = ['--workspace', join(root, 'sealed')];
  const folder = join(caseFolder('g15-many-media'), 'briefcase');
  const code = async (...args: string[]): Promise<number | null> =>
    (await attache([...args, ...workspace])).code;
  expect(await code('import', folder)).toBe(3);
  const again = await attacheJson(['import', folder, ...workspace]);
  expect(again.code).toBe(3);
  expect(again.json).toMatchObject({
    counts: { toFetch: 0 },
    left: { waitingForKey: 2, incomplete: 0, failed: 0 },
  });
  expect(await code('open')).toBe(3);
  expect(await code('retry')).toBe(0);
  expect(await code('open', ...key)).toBe(0);
  expect(await code('import', folder)).toBe(0);
});

test('commands end with 3 while a file is missing', async () => {
  const workspace = ['--workspace', join(root, 'incomplete')];
  const folder = join(caseFolder('b04-missing-media-file'), 'flat');
  const code = async (...args: string[]): Promise<number | null> =>
    (await attache([...args, ...workspace])).code;
  expect(await code('import', folder, ...key)).toBe(3);
  expect(await code('import', folder, ...key)).toBe(3);
  expect(await code('open', ...key)).toBe(3);
  expect(await code('retry', ...key)).toBe(3);
});
