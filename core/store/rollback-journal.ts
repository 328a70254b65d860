/**
 * A rollback journal holds the pages of a SQLite file as they were before a change that was not finished. This
 * follows https://www.sqlite.org/fileformat2.html#the_rollback_journal, and `pager.c` where that is silent.
 */

const MAGIC = 'd9d505f920a163d7';
/** This many pages: all up to the end of the file. */
const TO_THE_END = 0xffffffff;

/** What SQLite calls the common journal of several databases. */
const COMMON_NAME = /-mj[0-9a-f]{6}9[0-9a-f]{2}$/i;

interface Header {
  readonly pages: number;
  readonly nonce: number;
  readonly pagesBefore: number;
  readonly sectorSize: number;
  readonly pageSize: number;
}

/**
 * Returns a database as it was before the change that its journal belongs to; the same bytes when the journal is
 * of no unfinished change. Never writes into what it is given. Throws a `TypeError` when the journal cannot belong
 * to the database.
 */
export function rolledBack(database: Uint8Array, journal: Uint8Array): Uint8Array {
  const bytes = Buffer.from(journal.buffer, journal.byteOffset, journal.length);
  const first = headerAt(bytes, 0);
  if (database.length === 0 || first === null || isOfSeveral(bytes)) return database;
  const { pageSize } = first;
  const size = first.pagesBefore * pageSize;
  if (size > database.length + journal.length) throw new TypeError('the journal is of another database');
  const before = Buffer.alloc(size);
  before.set(database.subarray(0, size));
  const restored = new Set<number>();
  for (let at = 0, header: Header | null = first; header !== null; header = headerAt(bytes, at)) {
    at += header.sectorSize;
    const recordSize = pageSize + 8;
    const left = Math.floor((bytes.length - at) / recordSize);
    const count = header.pages === TO_THE_END ? left : header.pages;
    for (let n = 0; n < count; n += 1, at += recordSize) {
      // What was not written whole is no part of it, and ends it.
      if (n >= left) return before;
      const number = bytes.readUInt32BE(at);
      const page = bytes.subarray(at + 4, at + 4 + pageSize);
      if (number === 0 || bytes.readUInt32BE(at + 4 + pageSize) !== sumOf(page, header.nonce)) return before;
      // The first copy of a page is the oldest.
      if (number > first.pagesBefore || restored.has(number)) continue;
      restored.add(number);
      before.set(page, (number - 1) * pageSize);
    }
    at = Math.ceil(at / header.sectorSize) * header.sectorSize;
  }
  return before;
}

/** Null when there is none. */
function headerAt(bytes: Buffer, at: number): Header | null {
  if (at + 28 > bytes.length || bytes.toString('hex', at, at + 8) !== MAGIC) return null;
  const sectorSize = bytes.readUInt32BE(at + 20);
  const pageSize = bytes.readUInt32BE(at + 24);
  if (!isPowerOfTwo(sectorSize, 32) || !isPowerOfTwo(pageSize, 512)) return null;
  return {
    pages: bytes.readUInt32BE(at + 8),
    nonce: bytes.readUInt32BE(at + 12),
    pagesBefore: bytes.readUInt32BE(at + 16),
    sectorSize,
    pageSize,
  };
}

/**
 * Whether the change was of several databases, whose common journal is named at the end of this one. That file is
 * not where this database has come to, and without it the change counts as finished.
 */
function isOfSeveral(bytes: Buffer): boolean {
  const at = bytes.length - 16;
  if (at < 0 || bytes.toString('hex', at + 8) !== MAGIC) return false;
  const length = bytes.readUInt32BE(at);
  if (length === 0 || length > at) return false;
  const name = bytes.subarray(at - length, at);
  if (!COMMON_NAME.test(name.toString('latin1'))) return false;
  return name.reduce((sum, byte) => (sum + byte) >>> 0, 0) === bytes.readUInt32BE(at + 4);
}

/** The sum of the nonce and of every 200th byte, counted from the end. */
function sumOf(page: Uint8Array, nonce: number): number {
  let sum = nonce;
  for (let at = page.length - 200; at > 0; at -= 200) sum = (sum + (page[at] ?? 0)) >>> 0;
  return sum;
}

function isPowerOfTwo(value: number, least: number): boolean {
  return value >= least && value <= 65536 && (value & (value - 1)) === 0;
}
