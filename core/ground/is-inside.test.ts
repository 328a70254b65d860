import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isInside } from './is-inside.ts';

const root = realpathSync.native(mkdtempSync(join(tmpdir(), 'attache-real-')));
const folder = join(root, 'workspace');
mkdirSync(join(folder, 'files'), { recursive: true });
symlinkSync(folder, join(root, 'link'), 'junction');
afterAll(() => rmSync(root, { recursive: true, force: true }));

test.each([
  [folder, true],
  [join(folder, 'files'), true],
  [join(folder, 'not', 'there'), true],
  [join(folder, '..named'), true],
  [join(root, 'link', 'files'), true],
  [join(root, 'link', 'new.txt'), true],
  [root, false],
  [join(root, 'workspace-2'), false],
  [join(folder, '..', 'other'), false],
])('%s', (path, expected) => {
  expect(isInside(path, folder)).toBe(expected);
});
