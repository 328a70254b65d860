import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { diskTree } from './disk-tree.ts';
import { sortedEntries } from './sorted-entries.ts';
import { ROOT } from './tree.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder with files, folders and a link, in no order. */
function filled(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'attache-sorted-'));
  folders.push(folder);
  for (let i = 0; i < count; i += 1) {
    const path = join(folder, `uuid${((i * 7919) % 1009).toString(36)}-é${i}`);
    if (i % 3 === 0) mkdirSync(path);
    else writeFileSync(path, '');
  }
  if (count > 0) symlinkSync(folder, join(folder, 'link'));
  return folder;
}

test.each([
  [0, 5],
  [4, 5],
  [5, 5],
  [36, 5],
  [39, 5],
  [40, 1],
  [39, 20],
  [39, 40],
])('%i entries come in order, once each, %i at a time', (count, most) => {
  const folder = filled(count);
  const all = diskTree(folder).list(ROOT);
  expect(all).toHaveLength(count === 0 ? 0 : count + 1);
  expect([...sortedEntries(folder, most)]).toEqual(all);
});

test('entries that come and go meanwhile do not stop the reading', () => {
  const folder = filled(30);
  const names: string[] = [];
  for (const { name } of sortedEntries(folder, 4)) {
    names.push(name);
    if (names.length === 3)
      rmSync(join(folder, diskTree(folder).list(ROOT).at(-1)?.name ?? ''), { recursive: true });
    if (names.length === 5) writeFileSync(join(folder, 'a came too late'), '');
  }
  expect(names).toEqual([...new Set(names)].sort());
  expect(names).toHaveLength(30);
});

test('a folder that is not there, or is a file, throws what the file system says', () => {
  const folder = filled(1);
  writeFileSync(join(folder, 'file'), '');
  expect(() => [...sortedEntries(join(folder, 'none'))]).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  expect(() => [...sortedEntries(join(folder, 'file'))]).toThrow(
    expect.objectContaining({ code: 'ENOTDIR' }),
  );
});
