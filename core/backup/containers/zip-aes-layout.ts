import type { FileHandle } from 'node:fs/promises';
import {
  DESCRIPTOR,
  END,
  END64,
  ENTRY,
  EXTRA64,
  FLAG,
  LOCAL,
  LOCATOR64,
  WIDE,
} from '../../ground/zip/records.ts';
import { readExactly } from './file-pieces.ts';
import { MAC, SALT, VERIFIER } from './zip-aes-cipher.ts';
import { AES, type AesRecord, EXTRA_AES, localHeader, trailer } from './zip-aes-headers.ts';

/** Where the one file of an encrypted zip is, and how it is packed. */
export interface ZipLayout extends AesRecord {
  /** Where its salt begins, and where its check value ends. */
  readonly start: number;
  readonly end: number;
  readonly isDeflated: boolean;
  /** The CRC-32 of the content, which AE-1 has; null in AE-2. */
  readonly crc32: number | null;
}

/** A directory with one entry is never longer. */
const LONGEST_DIRECTORY = 46 + 3 * 0xffff;

/**
 * Reads what is around the content of a zip with one encrypted file (AES-256). The records must fit together without
 * gaps, and those that say a thing twice must say the same.
 *
 * @param isForeign whether another program may have made the zip. Otherwise every byte of the records must be as we
 * write them, which shows every change of one.
 * @returns null when that is not so: the zip is cut, damaged or something else. Throws the file system's errors.
 */
export async function readLayout(handle: FileHandle, isForeign: boolean): Promise<ZipLayout | null> {
  const { size } = await handle.stat();
  const directory = await findDirectory(handle, size);
  if (directory === null || directory.end - directory.start > LONGEST_DIRECTORY) return null;
  const entryBytes = await readExactly(handle, directory.start, directory.end - directory.start);
  const entry = entryBytes === null ? null : readEntry(entryBytes);
  if (entry === null) return null;
  const start = await endOfLocal(handle, entry);
  if (start === null) return null;
  const end = start + entry.packedSize;
  if (!(await isDescriptor(handle, entry, end, directory.start))) return null;
  const layout = { ...entry, start, end };
  return isForeign || (await isOurs(handle, layout, size)) ? layout : null;
}

type Place = Pick<ZipLayout, 'start' | 'end'>;

/** Where the directory is. It has one entry, reaches up to the records of the end, and nothing is behind these. */
async function findDirectory(handle: FileHandle, size: number): Promise<Place | null> {
  const end = size < 22 ? null : await readExactly(handle, size - 22, 22);
  if (end?.readUInt32LE(0) !== END || end.readUInt16LE(20) !== 0) return null;
  // Disks, and the number of entries twice.
  if ([4, 6, 8, 10].some((at) => end.readUInt16LE(at) !== (at < 8 ? 0 : 1))) return null;
  const [length, start] = [end.readUInt32LE(12), end.readUInt32LE(16)];
  if (length !== WIDE && start !== WIDE) {
    return start + length === size - 22 ? { start, end: start + length } : null;
  }
  const place = size - 22 - 20 - 56;
  const wide = place < 0 ? null : await readExactly(handle, place, 56 + 20);
  if (wide?.readUInt32LE(0) !== END64 || wide.readUInt32LE(56) !== LOCATOR64) return null;
  if (number64(wide, 64) !== place || number64(wide, 32) !== 1) return null;
  const [wideLength, wideStart] = [number64(wide, 40), number64(wide, 48)];
  return wideStart + wideLength === place ? { start: wideStart, end: place } : null;
}

type Entry = Omit<ZipLayout, 'start' | 'end'> & {
  /** From the flags to the time: the local header has the same. */
  readonly shared: Buffer;
  readonly aes: Buffer;
  readonly hasDescriptor: boolean;
};

function readEntry(bytes: Buffer): Entry | null {
  if (bytes.length < 46 || bytes.readUInt32LE(0) !== ENTRY) return null;
  const [flags, method, nameLength, extraLength] = [8, 10, 28, 30].map((at) => bytes.readUInt16LE(at));
  if (flags === undefined || nameLength === undefined || extraLength === undefined) return null;
  if (46 + nameLength + extraLength + bytes.readUInt16LE(32) !== bytes.length) return null;
  const extra = bytes.subarray(46 + nameLength, 46 + nameLength + extraLength);
  const aes = extraField(extra, EXTRA_AES);
  if ((flags & FLAG.encrypted) === 0 || method !== AES || aes?.length !== 7 || aes[4] !== 3) return null;
  const sizes = wideFields(bytes, extraField(extra, EXTRA64));
  const [version, packing] = [aes.readUInt16LE(0), aes.readUInt16LE(5)];
  if (sizes === null || (version !== 1 && version !== 2) || (packing !== 0 && packing !== 8)) return null;
  if (sizes.offset !== 0 || sizes.packedSize < SALT + VERIFIER + MAC) return null;
  return {
    name: bytes.subarray(46, 46 + nameLength),
    modified: bytes.readUInt32LE(12),
    size: sizes.size,
    packedSize: sizes.packedSize,
    isDeflated: packing === 8,
    crc32: version === 1 ? bytes.readUInt32LE(16) : null,
    shared: bytes.subarray(8, 16),
    aes,
    hasDescriptor: (flags & FLAG.descriptor) !== 0,
  };
}

/** Sizes and offset; those that do not fit 32 bits are in the field of 64 bits, in this order (4.5.3). */
function wideFields(bytes: Buffer, wide: Buffer | null) {
  let at = 0;
  const values = [24, 20, 42].map((place) => {
    const narrow = bytes.readUInt32LE(place);
    if (narrow !== WIDE) return narrow;
    at += 8;
    return wide === null || at > wide.length ? Number.NaN : number64(wide, at - 8);
  });
  const [size = 0, packedSize = 0, offset = 0] = values;
  return values.every(Number.isSafeInteger) ? { size, packedSize, offset } : null;
}

/** Where the local header ends, if it says the same as the entry of the directory. */
async function endOfLocal(handle: FileHandle, { name, shared, aes }: Entry): Promise<number | null> {
  const fixed = await readExactly(handle, 0, 30);
  if (fixed?.readUInt32LE(0) !== LOCAL || !fixed.subarray(6, 14).equals(shared)) return null;
  const [nameLength, extraLength] = [fixed.readUInt16LE(26), fixed.readUInt16LE(28)];
  const rest = await readExactly(handle, 30, nameLength + extraLength);
  if (rest === null || !rest.subarray(0, nameLength).equals(name)) return null;
  if (extraField(rest.subarray(nameLength), EXTRA_AES)?.equals(aes) !== true) return null;
  return 30 + nameLength + extraLength;
}

/** Whether there is a descriptor between the content and the directory where one belongs, and otherwise nothing. */
async function isDescriptor(
  handle: FileHandle,
  { hasDescriptor, size, packedSize }: Entry,
  start: number,
  end: number,
): Promise<boolean> {
  if (!hasDescriptor) return start === end;
  if (end - start !== 16 && end - start !== 24) return false;
  const bytes = await readExactly(handle, start, end - start);
  if (bytes?.readUInt32LE(0) !== DESCRIPTOR) return false;
  return bytes.length === 24
    ? number64(bytes, 8) === packedSize && number64(bytes, 16) === size
    : bytes.readUInt32LE(8) === packedSize && bytes.readUInt32LE(12) === size;
}

/** Whether the bytes around the content are those that we write. */
async function isOurs(handle: FileHandle, layout: ZipLayout, size: number): Promise<boolean> {
  const [before, behind] = [localHeader(layout), trailer(layout)];
  if (layout.start !== before.length || layout.end + behind.length !== size) return false;
  const [first, last] = [
    await readExactly(handle, 0, before.length),
    await readExactly(handle, layout.end, behind.length),
  ];
  return first?.equals(before) === true && last?.equals(behind) === true;
}

function extraField(extra: Buffer, id: number): Buffer | null {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  }
  return null;
}

/** Not a safe integer for what no file is as large as. */
function number64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}
