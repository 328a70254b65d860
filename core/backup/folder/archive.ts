import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { open, rmSync } from '../../ground/patient-files.ts';
import type { Secret } from '../../ground/secret.ts';
import { PART } from '../../ground/write-durably.ts';
import { copyToFile } from '../containers/copy-to-file.ts';
import type { Feed } from '../containers/feed.ts';
import { filePieces } from '../containers/file-pieces.ts';
import type { Measure } from '../containers/measured.ts';
import { readTar, type TarEntry } from '../containers/tar-read.ts';
import { type TarFile, writeTar } from '../containers/tar-write.ts';
import { readAesZip } from '../containers/zip-aes-read.ts';
import { writeAesZip } from '../containers/zip-aes-write.ts';
import { diskProblem } from './disk-problem.ts';
import { pathIn } from './layout.ts';

/** The folder of a backup, with the code that opens it and what cancels the work there. */
export interface BackupPlace {
  readonly folder: string;
  readonly code: Secret;
  readonly signal: AbortSignal;
}

/**
 * Writes a tar of these files, in an encrypted zip, under the temporary name of `file`, flushes it, and reads it again to
 * compare. `putInPlace` then gives it its name. Returns its size and hash. Throws `backup.*` when the disk fails, what
 * the files throw, and the signal's reason.
 */
export async function writeArchive(
  { folder, code, signal }: BackupPlace,
  file: string,
  files: Iterable<TarFile> | AsyncIterable<TarFile>,
  at: Date,
): Promise<Measure> {
  const path = pathIn(folder, file + PART);
  rmSync(path, { force: true });
  const name = `${basename(file, '.zip')}.tar`;
  const zip = writeAesZip({ name, modified: at, content: writeTar(files) }, code);
  const made = await copyToFile(cancelled(zip, signal), path, folder);
  const found = await measureFile(folder, file + PART, signal);
  if (found.sha256 === made.sha256) return made;
  throw diskProblem(unlike(path), folder);
}

/**
 * Yields the files of an archive, whose code is known to be right. Every byte has been authenticated when the iteration
 * ends. Throws `backup.file_damaged`, `backup.file_unexpected`, other `backup.*` when the disk fails, and the signal's
 * reason.
 */
export function readArchive({ folder, code, signal }: BackupPlace, file: string): AsyncGenerator<TarEntry> {
  const zip = readAesZip(pathIn(folder, file), code, { folder, isProved: true });
  return readTar(cancelled(zip, signal), file);
}

/** The size and hash of a file of the backup. */
export async function measureFile(folder: string, file: string, signal: AbortSignal): Promise<Measure> {
  const path = pathIn(folder, file);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const handle = await open(path, 'r');
    try {
      for await (const piece of cancelled(filePieces(handle, 0, Number.MAX_SAFE_INTEGER), signal)) {
        hash.update(piece);
        bytes += piece.length;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw diskProblem(error, folder, path);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Yields the same pieces until the signal is aborted. */
export async function* cancelled(feed: Feed, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const piece of feed) {
    signal.throwIfAborted();
    yield piece;
  }
}

function unlike(path: string): Error {
  const error = new Error('EIO: what was written is not what is read');
  return Object.assign(error, { code: 'EIO', syscall: 'read', path });
}
