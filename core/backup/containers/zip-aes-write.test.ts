// Covers core/backup/containers/zip-aes-write.ts, core/backup/containers/zip-aes-read.ts,
// core/backup/containers/zip-aes-layout.ts, core/backup/containers/zip-aes-headers.ts,
// core/ground/zip/records.ts,
// core/backup/containers/zip-aes-cipher.ts, core/backup/containers/file-pieces.ts.
import { createCipheriv } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { onlyWhere } from '../../../fixtures/only-where.ts';
import { temporaryFolder } from '../../export/testing/temporary.ts';
import { CHUNK } from '../../ground/file-cipher.ts';
import { Secret } from '../../ground/secret.ts';
import { dosTime } from '../../ground/zip/records.ts';
import { collect, flipped, inPieces, sampleBytes } from './testing/bytes.ts';
import { openHandles } from './testing/open-files.ts';
import { MODIFIED } from './testing/tars.ts';
import { CounterMode } from './zip-aes-cipher.ts';
import { localHeader, trailer } from './zip-aes-headers.ts';
import { readAesZip, type ZipReading } from './zip-aes-read.ts';
import { writeAesZip } from './zip-aes-write.ts';

const CODE = new Secret('0123-4567-89AB-CDEF');

function zipOf(content: Uint8Array, name = '000001.tar', piece = 1000): Promise<Buffer> {
  return collect(writeAesZip({ name, modified: MODIFIED, content: inPieces(content, piece) }, CODE));
}

/** Puts zips into a folder, and reads them back. */
function reading() {
  const folder = temporaryFolder();
  const path = join(folder, '000001.zip');
  return {
    path,
    read: (zip: Uint8Array, options: Partial<ZipReading> = {}, code = CODE): Promise<Buffer> => {
      writeFileSync(path, zip);
      return collect(readAesZip(path, code, { folder, ...options }));
    },
  };
}

test.each([0, 1, 15, 16, 17, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 3])(
  '%d bytes come back',
  async (size) => {
    const { read } = reading();
    const content = sampleBytes(size);
    const zip = await zipOf(content, '000001.tar', 7001);
    expect((await read(zip)).equals(content)).toBe(true);
    if (size > 15) expect(zip.includes(content.subarray(0, 16))).toBe(false);
  },
);

test('any content and any cut of it into pieces comes back', async () => {
  const { read } = reading();
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 3000 }),
      fc.integer({ min: 1, max: 4000 }),
      async (content, piece) => {
        expect((await read(await zipOf(content, 'a', piece))).equals(content)).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});

test('the same content twice is not the same zip: each has a salt of its own', async () => {
  const [one, two] = [await zipOf(sampleBytes(100)), await zipOf(sampleBytes(100))];
  expect(one.equals(two)).toBe(false);
});

test('a bit that is flipped anywhere is damage, and the file is named', async () => {
  const { path, read } = reading();
  for (const name of ['000001.tar', 'é']) {
    const zip = await zipOf(sampleBytes(50), name);
    for (let at = 0; at < zip.length; at += 1) {
      await expect(read(flipped(zip, at), { isProved: true }), `byte ${at}`).rejects.toMatchObject({
        code: 'backup.file_damaged',
        params: { file: path },
      });
    }
  }
});

test('in a zip of any content, any changed byte and any cut is damage', async () => {
  const { read } = reading();
  const damaged = { code: 'backup.file_damaged' };
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 3000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.integer({ min: 1, max: 255 }),
      async (content, place, change) => {
        const zip = await zipOf(content);
        const at = Math.floor(place * zip.length);
        const changed = Buffer.from(zip);
        changed.writeUInt8(changed.readUInt8(at) ^ change, at);
        await expect(read(changed, { isProved: true })).rejects.toMatchObject(damaged);
        await expect(read(zip.subarray(0, at), { isProved: true })).rejects.toMatchObject(damaged);
      },
    ),
    { numRuns: 150 },
  );
});

test('a cut anywhere, and anything behind the end, is damage', async () => {
  const { read } = reading();
  const zip = await zipOf(sampleBytes(50));
  const damaged = { code: 'backup.file_damaged' };
  for (let length = 0; length < zip.length; length += 1) {
    await expect(read(zip.subarray(0, length), { isProved: true })).rejects.toMatchObject(damaged);
  }
  for (let at = 0; at < zip.length; at += 7) {
    const shorter = Buffer.concat([zip.subarray(0, at), zip.subarray(at + 1)]);
    await expect(read(shorter, { isProved: true })).rejects.toMatchObject(damaged);
  }
  await expect(read(Buffer.concat([zip, Buffer.from([0])]))).rejects.toMatchObject(damaged);
});

test('damage in the middle of a large file is found at its end', async () => {
  const { read } = reading();
  const zip = await zipOf(sampleBytes(4 * CHUNK));
  await expect(read(flipped(zip, 2 * CHUNK))).rejects.toMatchObject({ code: 'backup.file_damaged' });
});

test('a wrong code is told apart from damage, before anything is read', async () => {
  const { path, read } = reading();
  const zip = await zipOf(sampleBytes(5000));
  let told = 0;
  for (let n = 0; n < 200; n += 1) {
    const error = await read(zip, {}, new Secret(`wrong ${n}`)).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ params: { file: path } });
    if ((error as { code: string }).code === 'backup.wrong_code') told += 1;
    else expect(error).toMatchObject({ code: 'backup.file_damaged' });
  }
  // One wrong code of 65,536 looks right at first.
  expect(told).toBeGreaterThan(197);
});

onlyWhere('proc')(
  'the file is closed at the end, after an error, and when the reader stops early',
  async () => {
    const { path, read } = reading();
    const zip = await zipOf(sampleBytes(8 * CHUNK));
    await read(zip);
    expect(openHandles(path)).toBe(0);
    for (const damaged of [flipped(zip, 5), flipped(zip, 4 * CHUNK), zip.subarray(0, 50)]) {
      await expect(read(damaged, { isProved: true })).rejects.toMatchObject({ code: 'backup.file_damaged' });
      expect(openHandles(path)).toBe(0);
    }
    writeFileSync(path, zip);
    for await (const piece of readAesZip(path, CODE, { folder: temporaryFolder() })) {
      expect(openHandles(path)).toBe(1);
      expect(Buffer.from(piece.subarray(0, 100))).toEqual(sampleBytes(8 * CHUNK).subarray(0, 100));
      break;
    }
    expect(openHandles(path)).toBe(0);
  },
);

test('an error of the content comes through', async () => {
  function* failing() {
    yield sampleBytes(5);
    throw new Error('the disk');
  }
  const content = failing();
  await expect(collect(writeAesZip({ name: 'a', modified: MODIFIED, content }, CODE))).rejects.toThrow(
    'the disk',
  );
});

test('a zip that is not there, and one in a folder that is not there', async () => {
  const folder = temporaryFolder();
  const read = (path: string, place: string) => collect(readAesZip(path, CODE, { folder: place }));
  const path = join(folder, 'a.zip');
  await expect(read(path, folder)).rejects.toMatchObject({
    code: 'backup.file_missing',
    params: { file: path },
  });
  const gone = join(folder, 'gone');
  await expect(read(join(gone, 'a.zip'), gone)).rejects.toMatchObject({
    code: 'backup.folder_gone',
    params: { folder: gone },
  });
});

/** A little-endian counter, made block by block with numbers of any size. */
function reference(key: Buffer, first: bigint, content: Buffer): Buffer {
  const result = Buffer.from(content);
  for (let at = 0; at < content.length; at += 16) {
    const counter = Buffer.alloc(16);
    const number = first + BigInt(at / 16);
    counter.writeBigUInt64LE(number & 0xffffffffffffffffn, 0);
    const stream = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(counter);
    for (let i = 0; i < 16 && at + i < content.length; i += 1) {
      result.writeUInt8(result.readUInt8(at + i) ^ stream.readUInt8(i), at + i);
    }
  }
  return result;
}

test.each([1, 255, 2 ** 16 - 1, 2 ** 32 - 2, 2 ** 33 - 1])('the counter goes on from block %d', (first) => {
  const key = sampleBytes(32, 'key');
  const content = sampleBytes(16 * 5 + 3);
  const cipher = new CounterMode(key, first);
  const pieces = [content.subarray(0, 32), content.subarray(32)].map((piece) =>
    cipher.apply(Buffer.from(piece)),
  );
  expect(Buffer.concat(pieces)).toEqual(reference(key, BigInt(first), content));
});

test('the records of a file from 4 GiB have fields of 64 bits, and those of a smaller one do not', () => {
  const name = Buffer.from('000001.tar');
  const sized = (size: number) => trailer({ name, modified: 0, size, packedSize: size + 28 });
  const before = localHeader({ name, modified: 0 }).length;
  const small = sized(2 ** 32 - 2 - 28 - 24 - before);
  const large = sized(2 ** 32);
  expect(small.length).toBe(24 + 46 + 10 + 11 + 22);
  // Both sizes in the entry, and the record of the end with its locator.
  expect(large.length).toBe(small.length + 4 + 16 + 76);
  expect(large.readBigUInt64LE(24 + 46 + 10 + 4)).toBe(2n ** 32n);
  expect(large.subarray(-22).readUInt32LE(16)).toBe(0xffffffff);
});

test.each([
  ['1970-01-01T00:00:00Z', 0x00210000],
  ['1980-01-01T00:00:02Z', 0x00210001],
  ['2026-11-29T02:00:59Z', 0x5d7d101d],
])('%s as the time of a zip', (date, time) => {
  expect(dosTime(new Date(date)) % 0x10000).toBe(time % 0x10000);
  expect(Math.floor(dosTime(new Date(date)) / 0x10000)).toBe(Math.floor(time / 0x10000));
});
