import { createHash, type KeyObject } from 'node:crypto';
import { utimesSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createOutput } from '../../ground/file-cipher.ts';
import { isFileRefused } from '../../ground/file-name.ts';
import { renameSync, rmSync } from '../../ground/patient-files.ts';
import { isProblem, type ProblemData, problemData } from '../../ground/problem.ts';
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
  /** What a file is called while it is written, on the same disk. */
  readonly temporary: string;
  /**
   * The path of a file below the folder, with `/`, by its path in the backup and the MD5 of its content; null when it is
   * not wanted.
   */
  readonly placeOf: (path: string, md5: string) => string | null;
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
  const put = async (place: string): Promise<void> => {
    const path = join(target.folder, ...place.split('/'));
    const folder = dirname(path);
    if (!folders.has(folder)) await mkdir(folder, { recursive: true, mode: 0o700 });
    folders.add(folder);
    renameSync(target.temporary, path);
  };
  return readVolume(place, volume, expected, async (content, wanted) => {
    // Whoever made the backup may not write over the database or the key file.
    return OF_WORKSPACE.test(wanted.path) && (await restoreFile(content, wanted, target, put));
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
  { path, sha256, modified }: ArchivedFile,
  { temporary, key, placeOf, onBytes }: RestoreTarget,
  put: (place: string) => Promise<void>,
): Promise<boolean> {
  const [hash, md5] = [createHash('sha256'), createHash('md5')];
  let isRight = false;
  try {
    const output = createOutput(temporary, key);
    try {
      for await (const piece of content) {
        hash.update(piece);
        md5.update(piece);
        output.write(piece);
        onBytes(piece.length);
      }
      output.end();
    } finally {
      output.close();
    }
    if (hash.digest('hex') !== sha256) return false;
    const place = placeOf(path, md5.digest('hex'));
    if (place === null) return false;
    utimesSync(temporary, modified, modified);
    await put(place);
    isRight = true;
    return true;
  } catch (error) {
    if (isFileRefused(error)) return false;
    throw error;
  } finally {
    if (!isRight) rmSync(temporary, { force: true });
  }
}
