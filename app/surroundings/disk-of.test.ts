import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { diskOf } from './disk-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'attache-disk-'));
// A busy machine may take longer than a share may.
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout'] }));
afterAll(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

test('a folder is on a disk with a name and free room, and one that is gone is on none', async () => {
  const disk = await diskOf(folder);
  expect(disk?.free).toBeGreaterThan(0);
  expect(folder.startsWith(disk?.name ?? '?')).toBe(true);
  expect((await diskOf(tmpdir()))?.device).toBe(disk?.device);
  expect(await diskOf(join(folder, 'gone'))).toBeNull();
});
