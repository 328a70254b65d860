// Covers core/ground/zip/records.ts.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isHere, onlyWhere } from '../../../fixtures/only-where.ts';
import { outputOf } from '../../../fixtures/other-programs.ts';
import { ZipFile } from './zip-file.ts';

/** With it, the test writes more than 4 GiB, as `npm run test:long` does. */
const LARGE = Number(process.env.ZIP_BYTES ?? '0');

const READ = `import sys, json, zipfile, hashlib
archive = zipfile.ZipFile(sys.argv[1])
def sha(name):
    digest = hashlib.sha256()
    with archive.open(name) as file:
        for piece in iter(lambda: file.read(1 << 20), b''): digest.update(piece)
    return digest.hexdigest()
print(json.dumps([[i.filename, i.file_size, i.CRC, i.flag_bits, i.extract_version, sha(i.filename) if i.file_size < 1 << 20 else ''] for i in archive.infolist()]))`;

function temporaryPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'attache-zip-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'a.zip');
  writeFileSync(path, '');
  return path;
}

onlyWhere('python3')('other programs find each file whole, with its size before it', async () => {
  const path = temporaryPath();
  const zip = new ZipFile(path);
  const whole = createHash('sha256');
  await zip.add('xl/ዘጌ.xml', [Buffer.from('one '), Buffer.from('two')]);
  await zip.add('empty', []);
  await zip.add(
    'rows',
    (function* () {
      const buffers = [0, 1].map(() => Buffer.alloc(9_000));
      for (let i = 0; i < 100; i += 1) {
        // A piece is used up when the next but one is asked for.
        const piece = (buffers[i % 2] as Buffer).fill(randomBytes(9_000));
        whole.update(piece);
        yield piece;
      }
    })(),
  );
  zip.finish();
  zip.close();
  const read = JSON.parse(outputOf('python3', ['-c', READ, path])) as unknown[][];
  expect(read.map(([name, size]) => [name, size])).toEqual([
    ['xl/ዘጌ.xml', 7],
    ['empty', 0],
    ['rows', 900_000],
  ]);
  expect(read[2]?.[5]).toBe(whole.digest('hex'));
  // Nothing is 64 bits wide, and no sizes are behind the contents: every reader of Office documents can read that.
  expect(read.map(([, , , flags, version]) => [flags, version])).toEqual([
    [0x800, 20],
    [0, 20],
    [0, 20],
  ]);
  if (isHere('7z')) expect(outputOf('7z', ['t', path])).toContain('Everything is Ok');
});

test('what the content throws, and what the disk refuses, reach the caller', async () => {
  const rows = function* (stop: () => void) {
    for (let i = 0; i < 40; i += 1) {
      if (i === 20) stop();
      yield randomBytes(100_000);
    }
  };
  const zip = new ZipFile(temporaryPath());
  const failing = rows(() => {
    throw new Error('no more rows');
  });
  await expect(zip.add('rows', failing)).rejects.toThrow('no more rows');
  await expect(
    zip.add(
      'rows',
      rows(() => zip.close()),
    ),
  ).rejects.toMatchObject({ code: 'EBADF' });
});

const why = LARGE === 0 ? ' (skipped: it takes long, npm run test:long)' : '';

test.skipIf(LARGE === 0 || !isHere('python3'))(`a file of more than 4 GiB has wide sizes${why}`, async () => {
  const path = temporaryPath();
  const zip = new ZipFile(path);
  const piece = Buffer.alloc(1024 * 1024, 'attache ');
  await zip.add(
    'large',
    (function* () {
      for (let left = LARGE; left > 0; left -= piece.length) yield piece.subarray(0, left);
    })(),
  );
  await zip.add('behind', [Buffer.from('it')]);
  zip.finish();
  zip.close();
  const read = JSON.parse(outputOf('python3', ['-c', READ, path])) as unknown[][];
  expect(read.map(([name, size, , , version]) => [name, size, version])).toEqual([
    ['large', LARGE, 45],
    ['behind', 2, 20],
  ]);
  expect(statSync(path).size).toBeLessThan(LARGE / 10);
  if (isHere('7z')) expect(outputOf('7z', ['t', path])).toContain('Everything is Ok');
});
