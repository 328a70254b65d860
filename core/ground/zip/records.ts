/*
 * The records of a zip around the contents of its files (APPNOTE 4.3 and 4.5.3). Sizes and places are 64 bits wide only
 * where they must be: not all programs read the wide ones.
 */

export const LOCAL = 0x04034b50;
export const DESCRIPTOR = 0x08074b50;
export const ENTRY = 0x02014b50;
export const END64 = 0x06064b50;
export const LOCATOR64 = 0x07064b50;
export const END = 0x06054b50;
export const EXTRA64 = 0x0001;
export const FLAG = { encrypted: 1, descriptor: 8, utf8: 0x800 } as const;
export const METHOD = { stored: 0, deflated: 8 } as const;

/** A value of 32 bits that says: see the field of 64 bits. */
export const WIDE = 0xffffffff;
const WIDE_COUNT = 0xffff;
const UNIX = 3;
/** A file for its owner only, in the upper half of the attributes. */
const MODE = 0o100600;

/** What the records say of a file. */
export interface ZipRecord {
  /** In UTF-8. */
  readonly name: Buffer;
  /** The version of the specification that is needed, in tenths. */
  readonly version: number;
  /** Without the flag for the letters of the name. */
  readonly flags: number;
  readonly method: number;
  /** Date and time as zip has them: two words, without a zone. We write UTC. */
  readonly modified: number;
  readonly crc32: number;
  /** The size in the zip. */
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

/** What is before the content. Takes the sizes for the fields of 32 bits, and all extra fields. */
export function localRecord(record: ZipRecord, extra: Buffer): Buffer {
  return Buffer.concat([word(LOCAL), common(record, extra.length), record.name, extra]);
}

/** What may be behind the content when the sizes were not known before it, 64 bits wide. */
export function wideDescriptor({ crc32, packedSize, size }: ZipRecord): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt32LE(DESCRIPTOR, 0);
  bytes.writeUInt32LE(crc32, 4);
  bytes.writeBigUInt64LE(BigInt(packedSize), 8);
  bytes.writeBigUInt64LE(BigInt(size), 16);
  return bytes;
}

/** A file in the directory. Takes where its local record is, and its extra fields other than the wide one. */
export function directoryRecord(record: ZipRecord, offset: number, extra: Buffer = Buffer.alloc(0)): Buffer {
  const { name, packedSize, size } = record;
  const wide = [size, packedSize, offset].filter((value) => value >= WIDE);
  const extras = Buffer.concat([wide.length > 0 ? wideExtra(wide) : Buffer.alloc(0), extra]);
  const narrow = {
    ...record,
    version: wide.length > 0 ? Math.max(record.version, 45) : record.version,
    packedSize: Math.min(packedSize, WIDE),
    size: Math.min(size, WIDE),
  };
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE((MODE << 16) >>> 0, 6);
  tail.writeUInt32LE(Math.min(offset, WIDE), 10);
  const made = Buffer.from([narrow.version, UNIX]);
  return Buffer.concat([word(ENTRY), made, common(narrow, extras.length), tail, name, extras]);
}

/** What is behind the directory. Takes how many files there are, where the directory starts, and its length. */
export function endRecords(count: number, start: number, length: number, version = 45): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(END, 0);
  record.writeUInt16LE(Math.min(count, WIDE_COUNT), 8);
  record.writeUInt16LE(Math.min(count, WIDE_COUNT), 10);
  record.writeUInt32LE(Math.min(length, WIDE), 12);
  record.writeUInt32LE(Math.min(start, WIDE), 16);
  if (count < WIDE_COUNT && length < WIDE && start < WIDE) return record;
  const wide = Buffer.alloc(56 + 20);
  wide.writeUInt32LE(END64, 0);
  wide.writeBigUInt64LE(44n, 4);
  wide.writeUInt8(version, 12);
  wide.writeUInt8(UNIX, 13);
  wide.writeUInt16LE(version, 14);
  wide.writeBigUInt64LE(BigInt(count), 24);
  wide.writeBigUInt64LE(BigInt(count), 32);
  wide.writeBigUInt64LE(BigInt(length), 40);
  wide.writeBigUInt64LE(BigInt(start), 48);
  wide.writeUInt32LE(LOCATOR64, 56);
  wide.writeBigUInt64LE(BigInt(start + length), 64);
  wide.writeUInt32LE(1, 72);
  return Buffer.concat([wide, record]);
}

/** The extra field of 64 bits, with these values. */
export function wideExtra(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(EXTRA64, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [i, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i);
  return extra;
}

/** From the version that is needed to the lengths of name and extra field: the same in both kinds of record. */
function common(record: ZipRecord, extra: number): Buffer {
  const { name, version, flags, method, modified, crc32, packedSize, size } = record;
  const bytes = Buffer.alloc(26);
  const isAscii = name.every((byte) => byte < 0x80);
  bytes.writeUInt16LE(version, 0);
  bytes.writeUInt16LE(flags | (isAscii ? 0 : FLAG.utf8), 2);
  bytes.writeUInt16LE(method, 4);
  bytes.writeUInt32LE(modified, 6);
  bytes.writeUInt32LE(crc32, 10);
  bytes.writeUInt32LE(packedSize, 14);
  bytes.writeUInt32LE(size, 18);
  bytes.writeUInt16LE(name.length, 22);
  bytes.writeUInt16LE(extra, 24);
  return bytes;
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
