import { expect, test } from 'vitest';
import { Problem } from '../../ground/problem.ts';
import type { ZipEntry } from './zip-directory.ts';
import { ZipTree } from './zip-tree.ts';

const entry = (name: string, modified = 1_700_000_000): ZipEntry => ({
  name: name.replace(/\/$/, ''),
  isFolder: name.endsWith('/'),
  isDeflated: false,
  packedSize: 0,
  size: name.length,
  crc32: 0,
  offset: 0,
  modified,
});

function tree(entries: readonly ZipEntry[], mostFolders = 100): ZipTree {
  return new ZipTree(entries, 'June.zip', {
    zip: '/data/June.zip',
    name: 'June',
    mostFolders,
    contentOf: (number, size) => ({ kind: 'file', path: `/incoming/${number}`, size }),
  });
}

function codeOf(make: () => ZipTree): string {
  try {
    make();
    return 'made';
  } catch (error) {
    return error instanceof Problem ? error.code : String(error);
  }
}

test('lists what is in a folder by name, and knows what a path leads to', () => {
  const made = tree([entry('b/two.xml'), entry('empty/'), entry('b/one.xml', 1_600_000_000), entry('a.xml')]);
  expect(made.list('.')).toEqual([
    { name: 'a.xml', kind: 'file' },
    { name: 'b', kind: 'folder' },
    { name: 'empty', kind: 'folder' },
  ]);
  expect(made.list('b').map(({ name }) => name)).toEqual(['one.xml', 'two.xml']);
  expect(made.look('b/one.xml')).toMatchObject({ kind: 'file', size: 9, modifiedMs: 1_600_000_000_000 });
  // A folder is as old as the newest file in it; one without files does not look changed either.
  expect(made.look('b')).toMatchObject({ kind: 'folder', modifiedMs: 1_700_000_000_000 });
  expect(made.look('empty')).toMatchObject({ kind: 'folder', modifiedMs: 946_684_800_000 });
  expect(made.contentOf('b/one.xml')).toEqual({ kind: 'file', path: '/incoming/2', size: 9 });
  for (const path of ['b', 'c', 'b/three.xml', 'a.xml/x', '..', '../x'])
    expect(made.contentOf(path)).toBeNull();
  expect(made.look('..')).toBeNull();
  expect(() => made.list('a.xml')).toThrow(/ENOENT/);
  expect([made.nameOf('.'), made.nameOf('b/one.xml'), made.nameOf('..')]).toEqual(['June', 'one.xml', '']);
  expect(made.shown('b')).toMatch(/June\.zip.b$/);
});

test('a locator is the path, with names cut that are longer than a file system takes', () => {
  const form = 'क'.repeat(80);
  const names = [
    `forms/${form}/${form}.xml`,
    `forms/${form}/${form}.xml.revised`,
    `forms/${form}/instances/uuid:1/submission.xml`,
    `forms/${form}.xml`,
    'forms/short.xml',
  ];
  const made = tree(names.map((name) => entry(name)));
  const listed = names.map((name) => made.locatorOf(name));
  expect(listed.map((locator) => made.pathOf(locator))).toEqual(names);
  for (const part of listed.flatMap((locator) => locator.split('/'))) {
    expect(Buffer.byteLength(part)).toBeLessThanOrEqual(255);
  }
  // These are the locators that earlier versions gave: a zip that is imported again is known by them.
  const cut = `${'क'.repeat(73)}-${listed[0]?.slice(-12, -4)}`;
  expect(listed).toEqual([
    `forms/${cut}/${cut}.xml`,
    `forms/${cut}/${cut}.xml.revised`,
    `forms/${cut}/instances/uuid:1/submission.xml`,
    expect.stringMatching(/^forms\/क{72}-[0-9a-f]{8}\.xml$/u),
    'forms/short.xml',
  ]);
  // They never depend on what else is in the zip.
  for (const [i, name] of names.entries()) expect(tree([entry(name)]).locatorOf(name)).toBe(listed[i]);
});

test('names that differ only by case or by the spelling of accents stay two', () => {
  const names = ['Photo.jpg', 'photo.jpg', '\u00e9.jpg', 'e\u0301.jpg', 'A/x', 'a/x'];
  const made = tree(names.map((name) => entry(name)));
  expect(new Set(names.map((name) => JSON.stringify(made.contentOf(name)))).size).toBe(names.length);
});

test.each([
  ['two files of one name', ['a/x', 'a/x']],
  ['a file that is a folder too', ['a', 'a/x']],
  ['a folder that is a file too', ['a/x', 'a']],
  ['a folder entry that is a file too', ['a', 'a/']],
  ['a path longer than any system has it', ['a/'.repeat(3000).concat('x')]],
])('%s: refused', (_, names) => {
  expect(codeOf(() => tree(names.map((name) => entry(name))))).toBe('source.zip_unreadable');
});

test('a few entries that make a host of folders are refused', () => {
  const names = Array.from({ length: 20 }, (_, i) => `${i}/${'x/'.repeat(10)}y`);
  expect(
    codeOf(() =>
      tree(
        names.map((name) => entry(name)),
        300,
      ),
    ),
  ).toBe('made');
  expect(
    codeOf(() =>
      tree(
        names.map((name) => entry(name)),
        200,
      ),
    ),
  ).toBe('source.zip_too_large');
});
