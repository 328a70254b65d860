// Covers core/backup/containers/copy-to-file.ts, core/backup/containers/measured.ts.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isHere, onlyWhere } from '../../../fixtures/only-where.ts';
import { temporaryFolder } from '../../export/testing/temporary.ts';
import { copyToFile } from './copy-to-file.ts';
import { type Measure, measured } from './measured.ts';
import { collect, inPieces, sampleBytes } from './testing/bytes.ts';
import { openHandles } from './testing/open-files.ts';

const MEGABYTE = 1024 * 1024;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test.each([0, 1, MEGABYTE - 1, MEGABYTE, MEGABYTE + 1, 3 * MEGABYTE + 17])(
  '%d bytes are on the disk, and measured',
  async (size) => {
    const folder = temporaryFolder();
    const path = join(folder, 'volume');
    const bytes = sampleBytes(size);
    const measure = await copyToFile(inPieces(bytes, 50_001), path, folder);
    expect(measure).toEqual({ bytes: size, sha256: sha256(bytes) });
    expect(readFileSync(path).equals(bytes)).toBe(true);
    if (isHere('modes')) expect(statSync(path).mode & 0o777).toBe(0o600);
  },
);

test('a file that is there is never written over', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'volume');
  writeFileSync(path, 'earlier');
  await expect(copyToFile([sampleBytes(5)], path, folder)).rejects.toMatchObject({
    code: 'backup.disk_failed',
    params: { file: path, error: 'EEXIST' },
  });
  expect(readFileSync(path, 'utf8')).toBe('earlier');
});

test('an error of the stream comes through as it is, and leaves no file', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'volume');
  function* failing() {
    yield sampleBytes(3 * MEGABYTE);
    throw new Error('the source');
  }
  await expect(copyToFile(failing(), path, folder)).rejects.toThrow('the source');
  expect(existsSync(path)).toBe(false);
});

onlyWhere('proc')(
  'the file is open while it is written, and closed after that and after an error',
  async () => {
    const folder = temporaryFolder();
    const [whole, broken] = [join(folder, 'whole'), join(folder, 'broken')];
    const seen: number[] = [];
    function* looking(path: string, isBroken: boolean) {
      yield sampleBytes(2 * MEGABYTE);
      seen.push(openHandles(path));
      if (isBroken) throw new Error('the source');
    }
    await copyToFile(looking(whole, false), whole, folder);
    await copyToFile(looking(broken, true), broken, folder).catch(() => undefined);
    expect(seen).toEqual([1, 1]);
    expect([openHandles(whole), openHandles(broken)]).toEqual([0, 0]);
  },
);

test('a folder that is gone is said to be gone', async () => {
  const folder = join(temporaryFolder(), 'stick');
  await expect(copyToFile([], join(folder, 'volume'), folder)).rejects.toMatchObject({
    code: 'backup.folder_gone',
    params: { folder },
  });
});

test('a stream is measured when it has ended, and not before', async () => {
  const measures: Measure[] = [];
  const bytes = sampleBytes(5000);
  const stream = measured(inPieces(bytes, 999), (measure) => measures.push(measure));
  expect((await stream.next()).value?.length).toBe(999);
  expect(measures).toEqual([]);
  await collect(stream);
  expect(measures).toEqual([{ bytes: 5000, sha256: sha256(bytes) }]);
  for await (const _ of measured(inPieces(bytes, 999), (measure) => measures.push(measure))) break;
  expect(measures.length).toBe(1);
});
