import type { FileHandle } from 'node:fs/promises';
import { Problem } from '../../ground/problem.ts';

/** One file or folder of a zip, as its directory says. */
export interface ZipEntry {
  /** Path with `/`, never leading out of its folder. */
  readonly name: string;
  readonly isFolder: boolean;
  readonly isDeflated: boolean;
  readonly packedSize: number;
  readonly size: number;
  readonly crc32: number;
  /** Where its local header is. */
  readonly offset: number;
  /** Seconds since 1970, from the zip's local time taken as UTC. */
  readonly modified: number;
}

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const ENTRY = 0x02014b50;
const MOST_DIRECTORY = 512 * 1024 * 1024;
const LINK = 0o120000;

/**
 * Reads the directory of a zip (APPNOTE 4.3, ZIP64 included). What macOS adds for itself is left out. Throws
 * `source.zip_unreadable` for what is damaged, protected by a password or packed in a way that is not known,
 * `source.zip_unsafe` for links and names that lead out, `source.zip_too_large`.
 */
export async function readDirectory(
  handle: FileHandle,
  file: string,
  mostEntries: number,
): Promise<readonly ZipEntry[]> {
  const { offset, size, count } = await findDirectory(handle, file);
  if (count > mostEntries || size > MOST_DIRECTORY) throw new Problem('source.zip_too_large', { file });
  const bytes = await read(handle, offset, size, file);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let n = 0; n < count; n += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) throw unreadable(file);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) =>
      bytes.readUInt16LE(at + place),
    );
    const end = at + 46 + (nameLength ?? 0) + (extraLength ?? 0);
    if (end > bytes.length) throw unreadable(file);
    const entry = readEntry(bytes.subarray(at, end), nameLength ?? 0, file);
    if (entry !== null) entries.push(entry);
    at = end + (commentLength ?? 0);
  }
  return entries;
}

function readEntry(bytes: Buffer, nameLength: number, file: string): ZipEntry | null {
  const flags = bytes.readUInt16LE(8);
  const method = bytes.readUInt16LE(10);
  const name = safeName(decodeName(bytes.subarray(46, 46 + nameLength), (flags & 0x800) !== 0), file);
  const mode = bytes.readUInt32LE(38) >>> 16;
  if ((mode & 0o170000) === LINK) throw new Problem('source.zip_unsafe', { file });
  if (name === '' || /(^|\/)(__MACOSX|\.DS_Store)(\/|$)/.test(name)) return null;
  // Protected by a password, or packed otherwise than stored or deflated.
  if ((flags & 1) !== 0 || (method !== 0 && method !== 8)) throw unreadable(file);
  const wide = wideFields(bytes, nameLength, file);
  return {
    name: name.replace(/\/+$/, ''),
    isFolder: name.endsWith('/'),
    isDeflated: method === 8,
    ...wide,
    crc32: bytes.readUInt32LE(16),
    modified: dosTime(bytes.readUInt16LE(14), bytes.readUInt16LE(12)),
  };
}

/** Sizes and offset; those that do not fit 32 bits stand in the ZIP64 extra field, in this order (4.5.3). */
function wideFields(
  bytes: Buffer,
  nameLength: number,
  file: string,
): Pick<ZipEntry, 'size' | 'packedSize' | 'offset'> {
  const narrow = [24, 20, 42].map((place) => bytes.readUInt32LE(place));
  const extra = extraField(bytes.subarray(46 + nameLength), 1);
  let at = 0;
  const [size = 0, packedSize = 0, offset = 0] = narrow.map((value) => {
    if (value !== 0xffffffff) return value;
    if (extra === null || at + 8 > extra.length) throw unreadable(file);
    const wide = Number(extra.readBigUInt64LE(at));
    at += 8;
    return wide;
  });
  if (![size, packedSize, offset].every(Number.isSafeInteger)) throw unreadable(file);
  return { size, packedSize, offset };
}

function extraField(extra: Buffer, id: number): Buffer | null {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return null;
}

/** UTF-8 where the zip says so or the bytes are; else byte by byte, which keeps names apart. */
function decodeName(bytes: Buffer, isUtf8: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: !isUtf8 }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

/**
 * The name with `/`. Throws `source.zip_unsafe` when it is absolute or leads out, here or on another system. A colon
 * elsewhere is a character of the name, for which the disk gets another.
 */
function safeName(name: string, file: string): string {
  const path = name.replaceAll('\\', '/');
  const isUnsafe =
    path.startsWith('/') ||
    path.includes('\u0000') ||
    /^[A-Za-z]:\//.test(path) ||
    path.split('/').some((part) => part === '..');
  if (isUnsafe) throw new Problem('source.zip_unsafe', { file });
  return path.replace(/\/{2,}/g, '/').replace(/(^|(?<=\/))(\.\/)+/g, '');
}

function dosTime(date: number, time: number): number {
  const milliseconds = Date.UTC(
    1980 + (date >> 9),
    Math.max(0, ((date >> 5) & 15) - 1),
    date & 31,
    time >> 11,
    (time >> 5) & 63,
    (time & 31) * 2,
  );
  return milliseconds / 1000;
}

async function findDirectory(
  handle: FileHandle,
  file: string,
): Promise<{ readonly offset: number; readonly size: number; readonly count: number }> {
  const { size: whole } = await handle.stat();
  const length = Math.min(whole, 22 + 0xffff);
  const tail = await read(handle, whole - length, length, file);
  const place = lastEnd(tail);
  if (place === null) throw unreadable(file);
  const narrow = {
    count: tail.readUInt16LE(place + 10),
    size: tail.readUInt32LE(place + 12),
    offset: tail.readUInt32LE(place + 16),
  };
  const isWide = narrow.count === 0xffff || narrow.size === 0xffffffff || narrow.offset === 0xffffffff;
  const directory = isWide ? await wideDirectory(handle, whole - length + place, file) : narrow;
  if (directory.offset + directory.size > whole) throw unreadable(file);
  return directory;
}

/** The end record whose comment reaches exactly to the end of the file. */
function lastEnd(tail: Buffer): number | null {
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) === END && at + 22 + tail.readUInt16LE(at + 20) === tail.length) return at;
  }
  return null;
}

async function wideDirectory(
  handle: FileHandle,
  end: number,
  file: string,
): Promise<{ readonly offset: number; readonly size: number; readonly count: number }> {
  const locator = await read(handle, end - 20, 20, file);
  if (locator.readUInt32LE(0) !== LOCATOR64) throw unreadable(file);
  const record = await read(handle, Number(locator.readBigUInt64LE(8)), 56, file);
  if (record.readUInt32LE(0) !== END64) throw unreadable(file);
  const [count = 0, size = 0, offset = 0] = [32, 40, 48].map((at) => Number(record.readBigUInt64LE(at)));
  if (![count, size, offset].every(Number.isSafeInteger)) throw unreadable(file);
  return { count, size, offset };
}

/** Exactly those bytes. */
async function read(handle: FileHandle, offset: number, length: number, file: string): Promise<Buffer> {
  if (offset < 0 || !Number.isSafeInteger(offset)) throw unreadable(file);
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw unreadable(file);
    done += bytesRead;
  }
  return bytes;
}

function unreadable(file: string): Problem {
  return new Problem('source.zip_unreadable', { file });
}
