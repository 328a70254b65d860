/*
 * The records around the one file of an encrypted zip, as we write them (APPNOTE 4.3 and 4.5.3; AE-2: WinZip's "AES
 * Encryption Information"). The sizes come behind the content, because it is a stream.
 */

export const LOCAL = 0x04034b50;
export const DESCRIPTOR = 0x08074b50;
export const ENTRY = 0x02014b50;
export const END64 = 0x06064b50;
export const LOCATOR64 = 0x07064b50;
export const END = 0x06054b50;
export const EXTRA64 = 0x0001;
export const EXTRA_AES = 0x9901;
/** The method of an encrypted file; the method of its content is in the extra field. */
export const AES = 99;
export const FLAG = { encrypted: 1, descriptor: 8, utf8: 0x800 } as const;

/** A value of 32 bits that says: see the field of 64 bits. */
export const WIDE = 0xffffffff;
const MOST_ENTRIES = 1;
const VERSION = 51;
const UNIX = 3;
/** A file for its owner only, in the upper half of the attributes. */
const MODE = 0o100600;

/** What the records say of the file. */
export interface ZipRecord {
  /** In UTF-8. */
  readonly name: Buffer;
  /** Date and time as zip has them: two words, without a zone. We write UTC. */
  readonly modified: number;
  /** The size as the zip has it, with salt and check values. */
  readonly packedSize: number;
  readonly size: number;
}

/** Seconds are even, and years are 1980 to 2107. */
export function dosTime(date: Date): number {
  const year = Math.min(Math.max(date.getUTCFullYear(), 1980), 2107) - 1980;
  const day = (year << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  return day * 0x10000 + time;
}

/** What comes before the content: the sizes are 0 in fields of 64 bits, which makes those behind it 64 bits wide. */
export function localHeader({ name, modified }: Pick<ZipRecord, 'name' | 'modified'>): Buffer {
  const extra = Buffer.concat([wideExtra([0, 0]), aesExtra]);
  return Buffer.concat([signature(LOCAL), common(name, modified, WIDE, WIDE, extra.length), name, extra]);
}

/** What comes after the content: its sizes, the directory with its one entry, and the end. */
export function trailer(record: ZipRecord): Buffer {
  const { name, modified, packedSize, size } = record;
  const descriptor = Buffer.alloc(24);
  descriptor.writeUInt32LE(DESCRIPTOR, 0);
  descriptor.writeBigUInt64LE(BigInt(packedSize), 8);
  descriptor.writeBigUInt64LE(BigInt(size), 16);

  const wide = [size, packedSize].filter((value) => value >= WIDE);
  const extra = Buffer.concat([wide.length > 0 ? wideExtra(wide) : Buffer.alloc(0), aesExtra]);
  const made = Buffer.from([VERSION, UNIX]);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE((MODE << 16) >>> 0, 6);
  const entry = Buffer.concat([
    signature(ENTRY),
    made,
    common(name, modified, Math.min(packedSize, WIDE), Math.min(size, WIDE), extra.length),
    tail,
    name,
    extra,
  ]);
  const start = localHeader(record).length + packedSize + descriptor.length;
  return Buffer.concat([descriptor, entry, end(start, entry.length)]);
}

/** From the version that is needed to the lengths of name and extra field: the same in both kinds of header. */
function common(name: Buffer, modified: number, packedSize: number, size: number, extra: number): Buffer {
  const bytes = Buffer.alloc(26);
  const isAscii = name.every((byte) => byte < 0x80);
  bytes.writeUInt16LE(VERSION, 0);
  bytes.writeUInt16LE(FLAG.encrypted | FLAG.descriptor | (isAscii ? 0 : FLAG.utf8), 2);
  bytes.writeUInt16LE(AES, 4);
  bytes.writeUInt32LE(modified, 6);
  bytes.writeUInt32LE(packedSize, 14);
  bytes.writeUInt32LE(size, 18);
  bytes.writeUInt16LE(name.length, 22);
  bytes.writeUInt16LE(extra, 24);
  return bytes;
}

function end(start: number, length: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(END, 0);
  record.writeUInt16LE(MOST_ENTRIES, 8);
  record.writeUInt16LE(MOST_ENTRIES, 10);
  record.writeUInt32LE(length, 12);
  record.writeUInt32LE(Math.min(start, WIDE), 16);
  if (start < WIDE) return record;
  const wide = Buffer.alloc(56 + 20);
  wide.writeUInt32LE(END64, 0);
  wide.writeBigUInt64LE(44n, 4);
  wide.writeUInt8(VERSION, 12);
  wide.writeUInt8(UNIX, 13);
  wide.writeUInt16LE(VERSION, 14);
  wide.writeBigUInt64LE(1n, 24);
  wide.writeBigUInt64LE(1n, 32);
  wide.writeBigUInt64LE(BigInt(length), 40);
  wide.writeBigUInt64LE(BigInt(start), 48);
  wide.writeUInt32LE(LOCATOR64, 56);
  wide.writeBigUInt64LE(BigInt(start + length), 64);
  wide.writeUInt32LE(1, 72);
  return Buffer.concat([wide, record]);
}

/** AE-2, AES-256, stored. */
const aesExtra = Buffer.from([0x01, 0x99, 7, 0, 2, 0, 0x41, 0x45, 3, 0, 0]);

function wideExtra(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(EXTRA64, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [i, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i);
  return extra;
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
