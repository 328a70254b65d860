import { mkdirSync, utimesSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { cleanName, isFileRefused } from '../../ground/file-name.ts';
import { open } from '../../ground/patient-files.ts';
import { isProblem, Problem } from '../../ground/problem.ts';
import { storeProblem } from '../../ground/store-problem.ts';
import { makeWorkFolder, removeWorkFolder, sweepWorkFolders } from '../../ground/work-folders.ts';
import type { OpenedZip } from './open-folder.ts';
import { readDirectory, type ZipEntry } from './zip-directory.ts';
import { ZipPaths } from './zip-paths.ts';

/** What a zip may unpack to, all files together. */
export interface ZipLimits {
  readonly entries: number;
  readonly bytes: number;
  /** Beyond `freeBytes`, a file may be at most this many times as large as it is packed. */
  readonly ratio: number;
  readonly freeBytes: number;
}

const GIGABYTE = 1024 ** 3;

/** Far beyond any project; encrypted submissions hardly pack at all. */
export const defaultZipLimits: ZipLimits = {
  entries: 1_000_000,
  bytes: 256 * GIGABYTE,
  ratio: 200,
  freeBytes: 64 * 1024 * 1024,
};

const FIXED_TIME = 946_684_800;
const PIECE = 256 * 1024;

/**
 * Unpacks a zip into a private folder below `incomingFolder`, which `close` removes. Checks every name, size and
 * checksum; links and names that lead out refuse the whole zip before anything is written. Two files of one name refuse
 * it too, unless `arrange` gives them other names. Throws `source.zip_*`, `source.folder_unreadable`, or `store.*` when
 * the disk is full; then nothing is left.
 */
export async function openZip(
  path: string,
  incomingFolder: string,
  limits: ZipLimits = defaultZipLimits,
  arrange: (entries: readonly ZipEntry[]) => readonly ZipEntry[] = (entries) => entries,
): Promise<OpenedZip> {
  const file = basename(path);
  const handle = await open(path, 'r').catch((cause) => {
    throw new Problem('source.folder_unreadable', { folder: path }, { cause });
  });
  let around: string | null = null;
  let folder = '';
  let renamed: OpenedZip['renamed'] = [];
  const names = new ZipPaths();
  try {
    const entries = arrange(await readDirectory(handle, file, limits.entries));
    checkSizes(entries, (await handle.stat()).size, file, limits);
    sweepWorkFolders(incomingFolder);
    around = makeWorkFolder(incomingFolder, 'zip');
    folder = join(around, folderName(file));
    mkdirSync(folder, { mode: 0o700 });
    renamed = await unpackAll(handle, entries, folder, file, names);
  } catch (error) {
    if (around !== null) removeWorkFolder(around);
    throw unpackProblem(error, file, incomingFolder);
  } finally {
    await handle.close();
  }
  const made = around;
  return {
    folder,
    names,
    renamed,
    close: () => {
      removeWorkFolder(made);
      return Promise.resolve();
    },
  };
}

/** Named like the zip, because what a folder is called is what loose submissions are listed under. */
function folderName(file: string): string {
  return cleanName(file.replace(/\.zip$/i, '') || 'zip');
}

function checkSizes(entries: readonly ZipEntry[], wholeSize: number, file: string, limits: ZipLimits): void {
  let all = 0;
  for (const { size, packedSize } of entries) {
    all += size;
    const isBomb = size > limits.freeBytes && size > packedSize * limits.ratio;
    // Entries may also share their packed bytes: then only all of them together show it.
    const isShared = all > limits.freeBytes && all > wholeSize * limits.ratio;
    if (isBomb || isShared || all > limits.bytes) throw new Problem('source.zip_too_large', { file });
  }
}

/** Returns the files that have another name on the disk than in the zip. */
async function unpackAll(
  handle: FileHandle,
  entries: readonly ZipEntry[],
  folder: string,
  file: string,
  names: ZipPaths,
): Promise<OpenedZip['renamed']> {
  const newest = new Map<string, number>();
  const renamed: OpenedZip['renamed'][number][] = [];
  const onDisk = (path: string): string => join(folder, path.replaceAll('/', sep));
  for (const entry of entries) {
    const path = names.pathOf(entry.name);
    const target = onDisk(path);
    if (entry.isFolder) {
      mkdirSync(target, { recursive: true, mode: 0o700 });
      continue;
    }
    const parent = onDisk(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
    mkdirSync(parent, { recursive: true, mode: 0o700 });
    const written = await unpack(handle, entry, target, file).then(
      () => path,
      async (error: unknown) => {
        if (!isFileRefused(error)) throw error;
        const plain = names.plainPathOf(entry.name);
        await unpack(handle, entry, onDisk(plain), file);
        return plain;
      },
    );
    if (written !== entry.name) renamed.push({ name: entry.name, as: written });
    utimesSync(onDisk(written), entry.modified, entry.modified);
    newest.set(parent, Math.max(newest.get(parent) ?? FIXED_TIME, entry.modified));
  }
  // Times stand for "nothing changed": the same zip must look the same whenever it is unpacked.
  for (const [path, time] of newest) utimesSync(path, time, time);
  return renamed;
}

/** One file: exactly as many bytes as announced, with the checksum announced, under a name that is new. */
async function unpack(handle: FileHandle, entry: ZipEntry, target: string, file: string): Promise<void> {
  const start = await dataStart(handle, entry, file);
  const source = bytesOf(handle, start, entry.packedSize);
  let size = 0;
  let sum = 0;
  const check = new Transform({
    transform(piece: Buffer, _encoding, done) {
      size += piece.length;
      sum = crc32(piece, sum);
      // More than the directory says: damaged, or a bomb that lies about its size. It ends here in both cases.
      if (size > entry.size) done(new Problem('source.zip_unreadable', { file }));
      else done(null, piece);
    },
  });
  const written = await open(target, 'wx', 0o600);
  try {
    const output = written.createWriteStream();
    if (entry.isDeflated) await pipeline(source, createInflateRaw(), check, output);
    else await pipeline(source, check, output);
  } finally {
    // A pipeline that fails does not wait until its file is closed, and Windows removes no folder with an open one.
    await written.close();
  }
  if (size !== entry.size || sum !== entry.crc32) throw new Problem('source.zip_unreadable', { file });
}

/** This many bytes of the file; fewer if it ends before. */
async function* bytesOf(handle: FileHandle, start: number, length: number): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < length; ) {
    const piece = Buffer.alloc(Math.min(PIECE, length - done));
    const { bytesRead } = await handle.read(piece, 0, piece.length, start + done);
    if (bytesRead === 0) return;
    done += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

/** Where an entry's bytes begin: behind its local header, whose own lengths count. */
async function dataStart(handle: FileHandle, entry: ZipEntry, file: string): Promise<number> {
  const header = Buffer.alloc(30);
  const { bytesRead } = await handle.read(header, 0, 30, entry.offset);
  if (bytesRead < 30 || header.readUInt32LE(0) !== 0x04034b50) {
    throw new Problem('source.zip_unreadable', { file });
  }
  return entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

function unpackProblem(error: unknown, file: string, folder: string): unknown {
  if (isProblem(error)) return error;
  const problem = storeProblem(error, folder);
  if (isProblem(problem)) return problem;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // Damaged bytes, or two entries of one name.
  if (/^(Z_|EEXIST|ENAMETOOLONG|EINVAL|EISDIR|ENOTDIR|ENOENT)/.test(code)) {
    return new Problem('source.zip_unreadable', { file }, { cause: error });
  }
  return error;
}
