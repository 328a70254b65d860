import { createHash, type KeyObject } from 'node:crypto';
import { utimesSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createOutput } from '../../ground/file-cipher.ts';
import { isFileRefused } from '../../ground/file-name.ts';
import { renameSync, rmSync } from '../../ground/patient-files.ts';
import { isProblem, type ProblemData, problemData } from '../../ground/problem.ts';
import { PART } from '../../ground/write-durably.ts';
import type { ArchivedFile } from '../../store/backup-index.ts';
import type { ExpectedFiles } from '../../store/expected-files.ts';
import { type BackupPlace, readArchive } from '../folder/archive.ts';
import { LOST } from '../folder/catalog.ts';
import { volumeFile } from '../folder/layout.ts';

/** The folders of the workspace that a backup has files of. */
const OF_WORKSPACE = /^(files|ciphertext)\//;

/** Where the files of a snapshot go. */
export interface RestoreTarget {
  readonly folder: string;
  /** Encrypts the files; null: they are plain. */
  readonly key: KeyObject | null;
  readonly onBytes: (count: number) => void;
}

/**
 * Restores the expected files of one volume into a folder. A file gets its name only if it has the hash that the manifest
 * says and belongs into `files/` or `ciphertext/`, and is then met. Returns what is wrong with the volume; null: nothing. Throws `backup.*` when the disk of the backup
 * fails as a whole, the file system's errors of the target, and the signal's reason.
 */
export async function restoreVolume(
  place: BackupPlace,
  volume: number,
  expected: Expected,
  target: RestoreTarget,
): Promise<ProblemData | null> {
  const folders = new Set<string>();
  return readVolume(place, volume, expected, async (content, wanted) => {
    // Whoever made the backup may not write over the database or the key file.
    if (!OF_WORKSPACE.test(wanted.path)) return false;
    const path = join(target.folder, ...wanted.path.split('/'));
    const folder = dirname(path);
    if (!folders.has(folder)) await mkdir(folder, { recursive: true, mode: 0o700 });
    folders.add(folder);
    return restoreFile(content, path, wanted, target);
  });
}

/** The same, but the files are only read. */
export function checkVolume(
  place: BackupPlace,
  volume: number,
  expected: Expected,
): Promise<ProblemData | null> {
  return readVolume(place, volume, expected, async (content, { sha256 }) => {
    const hash = createHash('sha256');
    for await (const piece of content) hash.update(piece);
    return hash.digest('hex') === sha256;
  });
}

type Expected = Pick<ExpectedFiles, 'find' | 'meet'>;

async function readVolume(
  place: BackupPlace,
  volume: number,
  expected: Expected,
  use: (content: AsyncIterable<Uint8Array>, wanted: ArchivedFile) => Promise<boolean>,
): Promise<ProblemData | null> {
  const file = volumeFile(volume);
  try {
    for await (const { name, size, content } of readArchive(place, file)) {
      const wanted = expected.find(volume, name);
      if (wanted?.size === size && (await use(content, wanted))) expected.meet(volume, name);
    }
    return null;
  } catch (error) {
    if (isProblem(error) && LOST.has(error.code)) return problemData('backup.file_damaged', { file });
    throw error;
  }
}

/** Returns false when the content is not what was archived, or no file can have this name here. */
async function restoreFile(
  content: AsyncIterable<Uint8Array>,
  path: string,
  { sha256, modified }: ArchivedFile,
  { key, onBytes }: RestoreTarget,
): Promise<boolean> {
  const hash = createHash('sha256');
  let isRight = false;
  try {
    const output = createOutput(path + PART, key);
    try {
      for await (const piece of content) {
        hash.update(piece);
        output.write(piece);
        onBytes(piece.length);
      }
      output.end();
    } finally {
      output.close();
    }
    if (hash.digest('hex') !== sha256) return false;
    utimesSync(path + PART, modified, modified);
    renameSync(path + PART, path);
    isRight = true;
    return true;
  } catch (error) {
    if (isFileRefused(error)) return false;
    throw error;
  } finally {
    if (!isRight) rmSync(path + PART, { force: true });
  }
}
