// Covers core/backup/containers/tar-read.ts, core/backup/containers/byte-reader.ts.
import { expect, test } from 'vitest';
import { encodePax } from './pax.ts';
import { encodeHeader, paddingOf } from './tar-header.ts';
import { readTar } from './tar-read.ts';
import { collect, flipped, inPieces, sampleBytes } from './testing/bytes.ts';
import { filesOf, tarOf } from './testing/tars.ts';

const files = [
  { name: 'database.sqlite', bytes: sampleBytes(700) },
  { name: 'media/é.jpg', bytes: sampleBytes(3, 'other') },
  { name: 'media/empty', bytes: Buffer.alloc(0) },
];

const END = Buffer.alloc(1024);

/** An entry as some program may write it. */
function entry(
  name: string,
  type: string,
  content: Uint8Array = Buffer.alloc(0),
  size = content.length,
): Buffer {
  const header = encodeHeader({ name, size, modified: 0, type });
  if (header === null) throw new Error('the name is too long');
  return Buffer.concat([header, content, Buffer.alloc(paddingOf(content.length))]);
}

test('a cut tar is damaged, wherever it is cut', async () => {
  const tar = await tarOf(files);
  for (let length = 0; length < tar.length; length += 13) {
    await expect(filesOf(tar.subarray(0, length))).rejects.toMatchObject({ code: 'backup.file_damaged' });
  }
});

test('no flipped bit leaves the files as they were: it is refused, or changes a name or content', async () => {
  const tar = await tarOf(files);
  let refused = 0;
  for (let at = 0; at < tar.length; at += 1) {
    const read = await filesOf(flipped(tar, at)).catch((error: unknown) => error);
    if (Array.isArray(read)) expect(read).not.toEqual(files);
    else {
      expect(read).toMatchObject({ params: { file: 'a.tar' } });
      refused += 1;
    }
  }
  const contents = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  // All but the contents, and the name in the pax header.
  expect(refused).toBeGreaterThan(tar.length - contents - 30);
});

test.each(['1', '2', '3', '4', '6', '7', 'S', 'D', 'V', 'M', 'Z'])(
  'an entry of the kind %s is refused',
  async (type) => {
    const tar = Buffer.concat([entry('a', '0', sampleBytes(5)), entry('b', type), END]);
    await expect(filesOf(tar)).rejects.toMatchObject({ code: 'backup.file_unexpected' });
  },
);

test.each(['/etc/passwd', '../a', 'a/../b', 'C:/a', 'a\\..\\b', 'a//b'])(
  'a file named %s is refused',
  async (name) => {
    const unexpected = { code: 'backup.file_unexpected' };
    await expect(filesOf(Buffer.concat([entry(name, '0'), END]))).rejects.toMatchObject(unexpected);
    const pax = entry('x', 'x', encodePax(new Map([['path', name]])));
    await expect(filesOf(Buffer.concat([pax, entry('a', '0'), END]))).rejects.toMatchObject(unexpected);
    const long = entry('././@LongLink', 'L', Buffer.from(`${name}\0`));
    await expect(filesOf(Buffer.concat([long, entry('a', '0'), END]))).rejects.toMatchObject(unexpected);
    await expect(filesOf(Buffer.concat([entry(`${name}/`, '5'), END]))).rejects.toMatchObject(unexpected);
  },
);

test.each([
  ['a', 'a'],
  ['a', './a'],
  ['Photo.jpg', 'photo.jpg'],
])('two files named %s and %s are refused', async (first, second) => {
  const tar = Buffer.concat([entry(first, '0'), entry(second, '0'), END]);
  await expect(filesOf(tar)).rejects.toMatchObject({ code: 'backup.file_unexpected' });
});

test('a size that lies is damage', async () => {
  const damaged = { code: 'backup.file_damaged' };
  const [small, large] = [entry('a', '0', sampleBytes(2000), 700), entry('a', '0', sampleBytes(5), 2 ** 40)];
  await expect(filesOf(Buffer.concat([small, END]))).rejects.toMatchObject(damaged);
  await expect(filesOf(Buffer.concat([large, END]))).rejects.toMatchObject(damaged);
  for (const size of ['-1', '1e3', '9007199254740993', 'x']) {
    const pax = entry('x', 'x', encodePax(new Map([['size', size]])));
    await expect(filesOf(Buffer.concat([pax, entry('a', '0', sampleBytes(5)), END]))).rejects.toMatchObject(
      damaged,
    );
  }
  const endless = entry('x', 'x', Buffer.alloc(0), 2 ** 40);
  await expect(filesOf(Buffer.concat([endless, END]))).rejects.toMatchObject(damaged);
});

test('what comes behind the end is damage, and zeros are not', async () => {
  const tar = await tarOf(files);
  expect(await filesOf(Buffer.concat([tar, Buffer.alloc(9000)]))).toEqual(files);
  await expect(filesOf(Buffer.concat([tar, Buffer.from([1])]))).rejects.toMatchObject({
    code: 'backup.file_damaged',
  });
  const lone = Buffer.concat([tar.subarray(0, -512), entry('b', '0'), END]);
  await expect(filesOf(lone)).rejects.toMatchObject({ code: 'backup.file_damaged' });
});

test('names of other programs are understood: ./ before them, folders, records that say nothing of the file', async () => {
  const tar = Buffer.concat([
    entry('x', 'g', encodePax(new Map([['comment', 'made by something']]))),
    entry('./', '5'),
    entry('./media/', '5'),
    entry(
      'x',
      'x',
      encodePax(
        new Map([
          ['mtime', '1.5'],
          ['SCHILY.xattr.user.a', 'b'],
        ]),
      ),
    ),
    entry('./media/a.jpg', '0', sampleBytes(5)),
    END,
  ]);
  expect(await filesOf(tar)).toEqual([{ name: 'media/a.jpg', bytes: sampleBytes(5) }]);
});

test.each([
  ['x', 'GNU.sparse.major', '1'],
  ['g', 'path', 'a'],
  ['g', 'size', '5'],
])('a header %s that says %s is refused', async (type, key, value) => {
  const tar = Buffer.concat([entry('x', type, encodePax(new Map([[key, value]]))), entry('a', '0'), END]);
  await expect(filesOf(tar)).rejects.toMatchObject({ code: 'backup.file_unexpected' });
});

test('a content that is not read, or not to its end, is skipped; later it cannot be read', async () => {
  const contents: AsyncIterable<Uint8Array>[] = [];
  const names: string[] = [];
  for await (const { name, content } of readTar(inPieces(await tarOf(files), 100), 'a.tar')) {
    names.push(name);
    contents.push(content);
    if (name.startsWith('data')) for await (const _ of content) break;
  }
  expect(names).toEqual(files.map(({ name }) => name));
  for (const content of contents) await expect(collect(content)).rejects.toThrow('left behind');
});

test('the source is ended whatever happens', async () => {
  const tar = await tarOf(files);
  let ended = 0;
  async function* source(bytes: Uint8Array) {
    try {
      yield* inPieces(bytes, 100);
    } finally {
      ended += 1;
    }
  }
  for await (const _ of readTar(source(tar), 'a.tar')) break;
  await expect(collectNames(source(tar.subarray(0, 900)))).rejects.toMatchObject({
    code: 'backup.file_damaged',
  });
  await collectNames(source(tar));
  expect(ended).toBe(3);
});

async function collectNames(source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of readTar(source, 'a.tar'));
}
