import { expect, test } from 'vitest';
import type { ZipEntry } from './zip-directory.ts';
import { keepAll, type Renamed } from './zip-names.ts';

const entry = (name: string, isFolder = false): ZipEntry => ({
  name,
  isFolder,
  isDeflated: false,
  packedSize: 0,
  size: 0,
  crc32: 0,
  offset: 0,
  modified: 0,
});

function named(...names: readonly string[]): {
  readonly names: readonly string[];
  readonly renamed: Renamed[];
} {
  const renamed: Renamed[] = [];
  const kept = keepAll(
    names.map((name) => entry(name)),
    (one) => renamed.push(one),
  );
  return { names: kept.map(({ name }) => name), renamed };
}

test('each file of a name that comes again gets a number of its own', () => {
  expect(named('media/a.jpg', 'media/a.jpg', 'b.csv', 'media/a.jpg').names).toEqual([
    'media/a.jpg',
    'media/a (2).jpg',
    'b.csv',
    'media/a (3).jpg',
  ]);
  expect(named('media/a.jpg', 'media/a.jpg').renamed).toEqual([
    { name: 'media/a.jpg', as: 'media/a (2).jpg' },
  ]);
});

test('a name that the zip itself has is not given to another file, wherever it stands', () => {
  expect(named('a.jpg', 'a.jpg', 'a (2).jpg').names).toEqual(['a.jpg', 'a (3).jpg', 'a (2).jpg']);
});

test('letter case and the way accents are written do not tell two names apart', () => {
  expect(named('A.JPG', 'a.jpg').names).toEqual(['A.JPG', 'a (2).jpg']);
  expect(named('\u00e9.jpg', 'e\u0301.jpg').names).toEqual(['\u00e9.jpg', 'e\u0301 (2).jpg']);
});

test('a dot at the start is no ending, and folders keep their names', () => {
  expect(named('.nomedia', '.nomedia', 'x', 'x').names).toEqual(['.nomedia', '.nomedia (2)', 'x', 'x (2)']);
  const folders = [entry('media', true), entry('media', true)];
  expect(keepAll(folders, () => undefined)).toEqual(folders);
});
