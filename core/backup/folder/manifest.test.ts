import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ArchivedFile } from '../../store/backup-index.ts';
import { manifestLines, type NewManifest, readManifest } from './manifest.ts';

const hex = 'ab'.repeat(32);
const manifest: NewManifest = {
  workspaceId: 'w',
  at: '2026-11-29T02:00:00.000Z',
  sequence: 3,
  isEncrypted: false,
  database: { name: 'attache.sqlite', size: 8192, format: 30 },
  forms: [{ formId: null, submissions: 2, records: 1 }],
  missing: ['files/a "quoted" name'],
  volumes: [
    { number: 1, bytes: 9, sha256: hex },
    { number: 2, bytes: 9, sha256: hex },
  ],
};

function written(files: readonly ArchivedFile[]): Buffer {
  return Buffer.concat([...manifestLines(manifest, files)]);
}

async function read(bytes: Uint8Array) {
  const files: ArchivedFile[] = [];
  const header = await readManifest([bytes], (file) => files.push(file));
  return { header, files };
}

test('a manifest is JSON, and is read as it was written, whatever the names of files', async () => {
  const path = fc.string({ unit: 'grapheme' });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ path, size: fc.nat(), modified: fc.nat(), volume: fc.nat() })),
      async (some) => {
        const files = some.map((file) => ({ ...file, sha256: hex }));
        const bytes = written(files);
        expect(JSON.parse(bytes.toString()).files).toHaveLength(files.length);
        const back = await read(bytes);
        expect(back.files).toEqual(files);
        expect(back.header).toMatchObject(manifest);
      },
    ),
    { numRuns: 50 },
  );
});

test('a manifest that is cut or has one other bit is not taken', async () => {
  const bytes = written([{ path: 'files/a', size: 1, modified: 2, volume: 1, sha256: hex }]);
  for (let at = 0; at < bytes.length - 3; at += 1) {
    expect((await read(bytes.subarray(0, at))).header, `cut at ${at}`).toBeNull();
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    expect((await read(flipped)).header, `flipped at ${at}`).toBeNull();
  }
});
