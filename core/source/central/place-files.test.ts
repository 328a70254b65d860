import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { foldName } from '../../ground/file-name.ts';
import { placeFiles } from './place-files.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-place-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Places files of these names, each with its name as its bytes. Returns the name that each path on the disk has. */
async function placed(names: readonly string[]) {
  const [from, to] = [mkdtempSync(join(root, 'from-')), mkdtempSync(join(root, 'to-'))];
  mkdirSync(from, { recursive: true });
  const files = names.map((path, i) => {
    const place = join(from, String(i));
    writeFileSync(place, path);
    return { path, content: { kind: 'file', path: place, size: path.length } as const };
  });
  const renamed = await placeFiles(files, to);
  expect(readdirSync(from)).toEqual([]);
  const found = readdirSync(to, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const byPath = found.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [relative(to, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')] as const;
  });
  return { renamed, byPath: Object.fromEntries(byPath) };
}

test('a name that every system takes stays', async () => {
  const names = ['form.csv', 'media/a.jpg', 'media/b/ሰላም.jpg'];
  expect(await placed(names)).toEqual({
    renamed: [],
    byPath: Object.fromEntries(names.map((name) => [name, name])),
  });
});

test('a name that some system refuses, or that another has but for its case, becomes another, and that is told', async () => {
  const names = ['media/a:b.jpg', 'con/x.jpg', 'con/y.jpg', 'A.csv', 'a.csv', `${'n'.repeat(200)}.jpg`];
  const { renamed, byPath } = await placed(names);
  expect(Object.values(byPath).sort()).toEqual([...names].sort());
  for (const path of Object.keys(byPath)) {
    expect(path).not.toMatch(/[:"?]|(^|\/)con\//);
    for (const part of path.split('/')) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(120);
  }
  expect(new Set(Object.keys(byPath).map(foldName)).size).toBe(names.length);
  expect(Object.fromEntries(renamed.map(({ as, name }) => [as, name]))).toEqual(
    Object.fromEntries(Object.entries(byPath).filter(([path, name]) => path !== name)),
  );
  // Two files of one folder stay in one folder.
  const folders = renamed.filter(({ name }) => name.startsWith('con/')).map(({ as }) => as.split('/')[0]);
  expect(new Set(folders).size).toBe(1);
});
