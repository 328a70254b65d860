import type { KeyObject } from 'node:crypto';
import { basename } from 'node:path';
import { cleanName } from '../../ground/file-name.ts';
import { open } from '../../ground/patient-files.ts';
import { isProblem, Problem } from '../../ground/problem.ts';
import { storeProblem } from '../../ground/store-problem.ts';
import { makeWorkFolder, removeWorkFolder, sweepWorkFolders } from '../../ground/work-folders.ts';
import type { Content } from '../../model/fetched.ts';
import type { FolderTree } from './tree.ts';
import { contentOfEntry, unpackAll } from './unpack.ts';
import { readDirectory, type ZipEntry } from './zip-directory.ts';
import { ZipTree } from './zip-tree.ts';

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

export interface UnpackOptions {
  /** Gets a private folder for the files, which `close` removes. */
  readonly incomingFolder: string;
  /** The key under which the files are encrypted on the disk; null for files as they are. */
  readonly key: KeyObject | null;
  readonly limits?: ZipLimits;
  /** Gives other names to entries, for zips in which several files have one. */
  readonly arrange?: (entries: readonly ZipEntry[]) => readonly ZipEntry[];
}

/** A zip that was unpacked. Its files have numbers for names on the disk. */
export interface OpenedZip {
  readonly tree: FolderTree;
  /** Its files, by their paths with `/`, in the order of the zip. */
  files(): Iterable<{ readonly path: string; readonly content: Content }>;
  close(): Promise<void>;
}

/** Unpacks a zip. Throws as `openZip` does. */
export type OpenZip = (path: string, options: UnpackOptions) => Promise<OpenedZip>;

/**
 * Unpacks a zip into a private folder. Checks every name, size and checksum. Links, names that lead out, and two files
 * of one name refuse the whole zip before anything is written. Throws `source.zip_*`, `source.folder_unreadable`, or
 * `store.*` when the disk is full; then nothing is left.
 */
export async function openZip(path: string, options: UnpackOptions): Promise<OpenedZip> {
  const { incomingFolder, key, limits = defaultZipLimits, arrange = (entries) => entries } = options;
  const file = basename(path);
  const handle = await open(path, 'r').catch((cause) => {
    throw new Problem('source.folder_unreadable', { folder: path }, { cause });
  });
  let folder: string | null = null;
  try {
    const entries = arrange(await readDirectory(handle, file, limits.entries));
    checkSizes(entries, (await handle.stat()).size, file, limits);
    sweepWorkFolders(incomingFolder);
    const made = makeWorkFolder(incomingFolder, 'zip');
    folder = made;
    const place = { folder: made, key };
    const contentOf = (number: number, size: number): Content => contentOfEntry(place, number, size);
    const naming = { zip: path, name: folderName(file), mostFolders: limits.entries };
    const tree = new ZipTree(entries, file, { ...naming, contentOf });
    await unpackAll(handle, entries, place, file);
    return { tree, files: () => filesOf(entries, contentOf), close: async () => void removeWorkFolder(made) };
  } catch (error) {
    if (folder !== null) removeWorkFolder(folder);
    throw unpackProblem(error, file, incomingFolder);
  } finally {
    await handle.close();
  }
}

function* filesOf(
  entries: readonly ZipEntry[],
  contentOf: (number: number, size: number) => Content,
): Generator<{ readonly path: string; readonly content: Content }> {
  for (const [number, { name, size, isFolder }] of entries.entries()) {
    if (!isFolder) yield { path: name, content: contentOf(number, size) };
  }
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

function unpackProblem(error: unknown, file: string, folder: string): unknown {
  if (isProblem(error)) return error;
  const problem = storeProblem(error, folder);
  if (isProblem(problem)) return problem;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // Damaged bytes.
  if (code.startsWith('Z_')) return new Problem('source.zip_unreadable', { file }, { cause: error });
  return error;
}
