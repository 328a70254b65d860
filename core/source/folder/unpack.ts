import type { KeyObject } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { createOutput } from '../../ground/file-cipher.ts';
import { Problem } from '../../ground/problem.ts';
import type { Content } from '../../model/fetched.ts';
import type { ZipEntry } from './zip-directory.ts';

/** Where the files of a zip are unpacked, and under which key. */
export interface UnpackPlace {
  readonly folder: string;
  readonly key: KeyObject | null;
}

const PIECE = 256 * 1024;
/** Files of one folder: some file systems slow down at more, and FAT32 ends at 65,534. */
const IN_ONE_FOLDER = 1000;

/** What was unpacked of the entry with this number. */
export function contentOfEntry({ folder, key }: UnpackPlace, number: number, size: number): Content {
  const path = pathOf(folder, number);
  return key === null ? { kind: 'file', path, size } : { kind: 'file', path, size, key };
}

/**
 * Unpacks the files of a zip. Each is called by its number among the entries, so that no name of the zip is on the
 * disk. Throws `source.zip_unreadable`, and the errors of zlib and the file system.
 */
export async function unpackAll(
  handle: FileHandle,
  entries: readonly ZipEntry[],
  { folder, key }: UnpackPlace,
  file: string,
): Promise<void> {
  for (const [number, entry] of entries.entries()) {
    if (entry.isFolder) continue;
    const target = pathOf(folder, number);
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    await unpack(handle, entry, { target, key }, file);
  }
}

function pathOf(folder: string, number: number): string {
  return join(folder, String(Math.floor(number / IN_ONE_FOLDER)), String(number).padStart(6, '0'));
}

/**
 * Returns the bytes of one file of a zip. The caller has to refuse entries that are too large for memory. Throws as
 * `unpackAll` does.
 */
export async function readEntry(handle: FileHandle, entry: ZipEntry, file: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  await giveBytes(handle, entry, file, (piece) => void pieces.push(piece));
  return Buffer.concat(pieces);
}

async function unpack(
  handle: FileHandle,
  entry: ZipEntry,
  { target, key }: { readonly target: string; readonly key: KeyObject | null },
  file: string,
): Promise<void> {
  const output = createOutput(target, key, 'wx');
  try {
    await giveBytes(handle, entry, file, (piece) => output.write(piece));
    output.end();
  } finally {
    output.close();
  }
}

/** Gives the bytes of one file: exactly as many as announced, with the checksum announced. */
async function giveBytes(
  handle: FileHandle,
  entry: ZipEntry,
  file: string,
  give: (piece: Uint8Array) => void,
): Promise<void> {
  const source = bytesOf(handle, await dataStart(handle, entry, file), entry.packedSize);
  let size = 0;
  let sum = 0;
  const write = (piece: Uint8Array): void => {
    size += piece.length;
    // More than the directory says: damaged, or a bomb that lies about its size. It ends here in both cases.
    if (size > entry.size) throw new Problem('source.zip_unreadable', { file });
    sum = crc32(piece, sum);
    give(piece);
  };
  if (entry.isDeflated) await pipeline(source, createInflateRaw(), sinkOf(write));
  else for await (const piece of source) write(piece);
  if (size !== entry.size || sum !== entry.crc32) throw new Problem('source.zip_unreadable', { file });
}

/**
 * A stream that gives its pieces to `write`. A function in its place would make the pipeline of Node 22 end with
 * "aborted" where the bytes are damaged.
 */
function sinkOf(write: (piece: Uint8Array) => void): Writable {
  return new Writable({
    write: (piece: Uint8Array, _encoding, done) => {
      try {
        write(piece);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
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
