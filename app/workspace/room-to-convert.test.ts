import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Workspace } from '../../core/store/workspace.ts';
import { roomToConvert } from './room-to-convert.ts';

const folder = mkdtempSync(join(tmpdir(), 'attache-room-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a conversion needs room for all files, and more for the database than it has now', async () => {
  new Workspace(folder).close();
  const before = await roomToConvert(folder);
  expect(before.needed).toBeGreaterThan(statSync(join(folder, 'attache.sqlite')).size);
  expect(before.free).toBeGreaterThan(0);
  writeFileSync(join(folder, 'files', 'photo.jpg'), Buffer.alloc(5000));
  expect((await roomToConvert(folder)).needed).toBe(before.needed + 5000);
});
