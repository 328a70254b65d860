// Covers core/backup/containers/tar-write.ts, core/backup/containers/tar-header.ts, core/backup/containers/pax.ts,
// core/backup/containers/tar-names.ts, core/backup/containers/feed.ts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHUNK } from '../../ground/file-cipher.ts';
import { foldName } from '../../ground/file-name.ts';
import { decodePax, encodePax } from './pax.ts';
import { decodeHeader, encodeHeader } from './tar-header.ts';
import { isSafePath, SeenNames } from './tar-names.ts';
import { tarSize, writeTar } from './tar-write.ts';
import { collect, sampleBytes } from './testing/bytes.ts';
import { filesOf, MODIFIED, tarFile, tarOf } from './testing/tars.ts';

const segment = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }),
  fc.constantFrom('a', 'photo.jpg', 'x'.repeat(100), 'y'.repeat(101), 'é'.repeat(60), 'con', '~', 'a:b'),
);
const path = fc
  .array(segment, { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join('/'))
  .filter(isSafePath);
const file = fc.record({ name: path, bytes: fc.uint8Array({ maxLength: 1500 }) });

test('any list of files comes back, in order and byte for byte, however the tar is cut into pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(file, { selector: ({ name }) => foldName(name), maxLength: 8 }),
      fc.integer({ min: 1, max: 3000 }),
      async (files, piece) => {
        const tar = await tarOf(files);
        expect(tar.length % 512).toBe(0);
        expect(tar.length).toBe(
          files.reduce((sum, { name, bytes }) => sum + tarSize({ name, size: bytes.length }), 1024),
        );
        const read = await filesOf(tar, piece);
        expect(read.map(({ name }) => name)).toEqual(files.map(({ name }) => name));
        for (const [i, { bytes }] of read.entries())
          expect(Buffer.from(bytes).equals(files[i]?.bytes ?? new Uint8Array())).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});

test('a tar of no files is two blocks of zeros', async () => {
  expect(await tarOf([])).toEqual(Buffer.alloc(1024));
});

test('contents around the size of a piece come back, and all pieces but the last are whole', async () => {
  const files = [CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7].map((size) => ({
    name: `size-${size}`,
    bytes: sampleBytes(size),
  }));
  const lengths: number[] = [];
  for await (const piece of writeTar(files.map((one) => tarFile(one, 7001)))) lengths.push(piece.length);
  expect(new Set(lengths.slice(0, -1))).toEqual(new Set([CHUNK]));
  const read = await filesOf(await tarOf(files));
  for (const [i, { bytes }] of read.entries()) expect(bytes).toEqual(files[i]?.bytes);
});

test.each([
  ['shorter', 9],
  ['longer', 11],
])('a content that is %s than its file says ends the tar', async (_how, length) => {
  const grown = { name: 'media/a.jpg', size: 10, modified: MODIFIED, content: [sampleBytes(length)] };
  await expect(collect(writeTar([grown]))).rejects.toMatchObject({
    code: 'backup.file_changed',
    params: { file: 'media/a.jpg' },
  });
});

test('an error of a content comes through, and the content is ended', async () => {
  let isEnded = false;
  function* failing() {
    try {
      yield sampleBytes(5);
      throw new Error('the disk');
    } finally {
      isEnded = true;
    }
  }
  const broken = { name: 'a', size: 10, modified: MODIFIED, content: failing() };
  await expect(collect(writeTar([broken]))).rejects.toThrow('the disk');
  expect(isEnded).toBe(true);
});

const UNSAFE = [
  '',
  '/etc/passwd',
  '..',
  '../a',
  'a/../../b',
  'a/./b',
  'a//b',
  'a/',
  'C:/a',
  'c:a',
  'a\\b',
  'a\u0000b',
  'a\nb',
  'a\ud800',
  'a\u{10ffff}',
  'x'.repeat(4097),
];

test.each(UNSAFE)('the name %j is refused', async (name) => {
  await expect(tarOf([{ name, bytes: sampleBytes(1) }])).rejects.toThrow(RangeError);
});

test('two names that some file system cannot tell apart are refused', async () => {
  for (const [first, second] of [
    ['a', 'a'],
    ['Photo.jpg', 'photo.JPG'],
    ['\u00e9', 'e\u0301'],
  ]) {
    const files = [first, second].map((name = '') => ({ name, bytes: sampleBytes(1) }));
    await expect(tarOf(files)).rejects.toThrow(RangeError);
  }
});

test('a hundred thousand names are told apart', () => {
  const seen = new SeenNames();
  for (let n = 0; n < 100_000; n += 1) if (!seen.add(`files/${n}`)) throw new Error(String(n));
  for (let n = 0; n < 100_000; n += 1) if (seen.add(`files/${n}`)) throw new Error(String(n));
});

describe('headers', () => {
  test.each([0, 1, 8 ** 11 - 1, 8 ** 11, 2 ** 45])('a size of %d bytes comes back', (size) => {
    const block = encodeHeader({ name: 'a', size, modified: 1, type: '0' });
    expect(decodeHeader(block ?? Buffer.alloc(512))).toMatchObject({ name: 'a', size, modified: 1 });
    expect(tarSize({ name: 'a', size })).toBe((size >= 8 ** 11 ? 3 : 1) * 512 + Math.ceil(size / 512) * 512);
  });

  test('a time before 1970 becomes 1970', () => {
    const block = encodeHeader({ name: 'a', size: 0, modified: -5, type: '0' });
    expect(decodeHeader(block ?? Buffer.alloc(512))?.modified).toBe(0);
  });

  test('the length of a pax record counts its own digits', () => {
    for (let length = 1; length < 1200; length += 1) {
      const records = new Map([['path', 'x'.repeat(length)]]);
      const bytes = encodePax(records);
      expect(Number.parseInt(bytes.toString('latin1'), 10)).toBe(bytes.length);
      expect(decodePax(bytes)).toEqual(records);
    }
  });
});
