import {
  directoryRecord,
  endRecords,
  FLAG,
  localRecord,
  WIDE,
  wideDescriptor,
  wideExtra,
  type ZipRecord,
} from '../../ground/zip/records.ts';

/*
 * The records around the one file of an encrypted zip, as we write them (AE-2: WinZip's "AES Encryption Information").
 * The sizes come behind the content, because it is a stream.
 */

export const EXTRA_AES = 0x9901;
/** The method of an encrypted file; the method of its content is in the extra field. */
export const AES = 99;
const VERSION = 51;

/** What the records say of the file. The size in the zip is with salt and check values. */
export type AesRecord = Pick<ZipRecord, 'name' | 'modified' | 'packedSize' | 'size'>;

/** What comes before the content: the sizes are 0 in fields of 64 bits, which makes those behind it 64 bits wide. */
export function localHeader({ name, modified }: Pick<AesRecord, 'name' | 'modified'>): Buffer {
  const record = whole({ name, modified, packedSize: WIDE, size: WIDE });
  return localRecord(record, Buffer.concat([wideExtra([0, 0]), aesExtra]));
}

/** What comes after the content: its sizes, the directory with its one entry, and the end. */
export function trailer(record: AesRecord): Buffer {
  const descriptor = wideDescriptor(whole(record));
  const entry = directoryRecord(whole(record), 0, aesExtra);
  const start = localHeader(record).length + record.packedSize + descriptor.length;
  return Buffer.concat([descriptor, entry, endRecords(1, start, entry.length, VERSION)]);
}

/** AE-2 has no CRC: a check value takes its place. */
function whole({ name, modified, packedSize, size }: AesRecord): ZipRecord {
  const flags = FLAG.encrypted | FLAG.descriptor;
  return { name, modified, packedSize, size, version: VERSION, flags, method: AES, crc32: 0 };
}

/** AE-2, AES-256, stored. */
const aesExtra = Buffer.from([0x01, 0x99, 7, 0, 2, 0, 0x41, 0x45, 3, 0, 0]);
