import { pageSizeOf } from './sqlite-header.ts';

/**
 * A write-ahead log holds the pages of a SQLite file that were changed and are not in the file yet. This follows
 * https://www.sqlite.org/fileformat2.html#the_write_ahead_log.
 */

const HEADER = 32;
const FRAME_HEADER = 24;
/** The last bit says in which order the bytes of the words are summed. */
const MAGIC = 0x377f0682;
const VERSION = 3_007_000;

/**
 * Returns a database with all that its log has committed; the same bytes when that is nothing. Never writes into
 * what it is given. Throws a `TypeError` when the log cannot belong to the database.
 */
export function withLog(database: Uint8Array, log: Uint8Array): Uint8Array {
  const bytes = Buffer.from(log.buffer, log.byteOffset, log.length);
  const pageSize = database.length === 0 ? null : pageSizeOfLog(bytes);
  if (pageSize === null) return database;
  const { pages, count } = committed(bytes, pageSize);
  if (count === 0) return database;
  const size = count * pageSize;
  if (pageSize !== pageSizeOf(database) || size > database.length + log.length) {
    throw new TypeError('the log is of another database');
  }
  const after = Buffer.alloc(size);
  after.set(database.subarray(0, size));
  for (const [number, at] of pages) {
    if (number <= count) after.set(bytes.subarray(at, at + pageSize), (number - 1) * pageSize);
  }
  return after;
}

/** The size of its pages; null when this is no log, or one that was never begun. */
function pageSizeOfLog(bytes: Buffer): number | null {
  if (bytes.length < HEADER || (bytes.readUInt32BE(0) & ~1) !== MAGIC) return null;
  const pageSize = bytes.readUInt32BE(8);
  if (pageSize < 512 || pageSize > 65536 || (pageSize & (pageSize - 1)) !== 0) return null;
  if (!hasSums(bytes, 24, sums(bytes, 0, 24, [0, 0]))) return null;
  if (bytes.readUInt32BE(4) !== VERSION) throw new TypeError('a log of another version');
  return pageSize;
}

/**
 * Where the newest committed copy of each page is, and how many pages the database has then. The first frame that
 * does not fit ends the log: it was not written whole, or is left of an older one.
 */
function committed(
  bytes: Buffer,
  pageSize: number,
): { readonly pages: ReadonlyMap<number, number>; readonly count: number } {
  const pages = new Map<number, number>();
  let open = new Map<number, number>();
  let count = 0;
  let sum = sums(bytes, 0, 24, [0, 0]);
  for (let at = HEADER; at + FRAME_HEADER + pageSize <= bytes.length; at += FRAME_HEADER + pageSize) {
    const number = bytes.readUInt32BE(at);
    const isOfThis = bytes.compare(bytes, 16, 24, at + 8, at + 16) === 0;
    if (number === 0 || !isOfThis) break;
    sum = sums(bytes, at + FRAME_HEADER, pageSize, sums(bytes, at, 8, sum));
    if (!hasSums(bytes, at + 16, sum)) break;
    open.set(number, at + FRAME_HEADER);
    const countNow = bytes.readUInt32BE(at + 4);
    if (countNow === 0) continue;
    for (const [page, place] of open) pages.set(page, place);
    open = new Map();
    count = countNow;
  }
  return { pages, count };
}

type Sums = readonly [number, number];

function hasSums(bytes: Buffer, at: number, [one, other]: Sums): boolean {
  return bytes.readUInt32BE(at) === one && bytes.readUInt32BE(at + 4) === other;
}

function sums(bytes: Buffer, at: number, length: number, [one, other]: Sums): Sums {
  const isBig = (bytes.readUInt32BE(0) & 1) === 1;
  let first = one;
  let second = other;
  for (let place = at; place < at + length; place += 8) {
    const [left, right] = isBig
      ? [bytes.readUInt32BE(place), bytes.readUInt32BE(place + 4)]
      : [bytes.readUInt32LE(place), bytes.readUInt32LE(place + 4)];
    first = (first + left + second) >>> 0;
    second = (second + right + first) >>> 0;
  }
  return [first, second];
}
