import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { putInPlace } from '../../ground/write-durably.ts';
import type { ArchivedFile } from '../../store/backup-index.ts';
import { newCode } from '../../vault/code.ts';
import { writeArchive } from '../folder/archive.ts';
import { pathIn, volumeFile } from '../folder/layout.ts';
import { restoreVolume } from './restore-files.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-restore-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a backup restores files of submissions only, whatever its manifest names', async () => {
  const place = { folder: join(root, 'backup'), code: newCode(), signal: new AbortController().signal };
  mkdirSync(pathIn(place.folder, 'volumes'), { recursive: true });
  const names = [
    'files/a/photo.jpg',
    'ciphertext/b',
    'workspace.key.json',
    'attache.sqlite.restoring',
    'open/1.json',
  ];
  const content = Buffer.from('content');
  const modified = new Date(1_700_000_000_000);
  const archive = names.map((name) => ({ name, size: content.length, modified, content: [content] }));
  await writeArchive(place, volumeFile(1), archive, modified);
  putInPlace(pathIn(place.folder, volumeFile(1)));
  const met: string[] = [];
  const expected = {
    find: (volume: number, path: string): ArchivedFile => ({
      path,
      volume,
      size: content.length,
      modified: 1_700_000_000,
      sha256: hash('sha256', content),
    }),
    meet: (_volume: number, path: string) => void met.push(path),
  };
  const folder = join(root, 'restored');
  const target = {
    folder,
    key: null,
    temporary: join(root, 'file'),
    placeOf: (path: string) => path,
    onBytes: () => undefined,
  };
  expect(await restoreVolume(place, 1, expected, target)).toBeNull();
  expect(met).toEqual(['files/a/photo.jpg', 'ciphertext/b']);
  expect(readdirSync(folder).toSorted()).toEqual(['ciphertext', 'files']);
  expect(readFileSync(join(folder, 'ciphertext', 'b'))).toEqual(content);
});
