import type { GrowingBytes } from '../../growing-bytes.ts';

/** Each block is compressed by itself, so that offsets and places in the table have 16 bits. */
const BLOCK = 65_536;
const TABLE_BITS = 14;
/** No match is looked for in the last bytes of a block, so that four bytes can be read anywhere. */
const MARGIN = 15;

const table = new Uint16Array(1 << TABLE_BITS);

/**
 * Adds bytes in the raw format of Snappy (`format_description.txt` of google/snappy): their number, then literals
 * and copies of what was before. Every program that reads Parquet reads it.
 */
export function writeSnappy(out: GrowingBytes, input: Uint8Array): void {
  out.varint(input.length);
  for (let start = 0; start < input.length; start += BLOCK) {
    writeBlock(out, input.subarray(start, start + BLOCK));
  }
}

function writeBlock(out: GrowingBytes, input: Uint8Array): void {
  const { length } = input;
  // The most that a block can become: nothing matches, and each literal has its tag.
  out.reserve(32 + length + Math.ceil(length / 6));
  const { buffer } = out;
  let to = out.length;
  let literal = 0;
  if (length > MARGIN) {
    const view = new DataView(input.buffer, input.byteOffset, length);
    const limit = length - MARGIN;
    // A small block has only a part of the table, which is quicker to empty.
    const bits = Math.min(TABLE_BITS, Math.max(8, 32 - Math.clz32(length)));
    const shift = 32 - bits;
    table.fill(0, 0, 1 << bits);
    let at = 1;
    // Where nothing matches, more and more bytes are passed over.
    let misses = 32;
    while (at < limit) {
      const four = view.getInt32(at, true);
      const hash = Math.imul(four, 0x1e35a7bd) >>> shift;
      let match = table[hash] as number;
      table[hash] = at;
      if (view.getInt32(match, true) !== four) {
        at += misses >>> 5;
        misses += 1;
        continue;
      }
      misses = 32;
      to = writeLiteral(buffer, to, input, literal, at);
      const offset = at - match;
      const start = at;
      at += 4;
      match += 4;
      while (at < length && input[at] === input[match]) {
        at += 1;
        match += 1;
      }
      to = writeCopy(buffer, to, offset, at - start);
      literal = at;
      if (at < limit) {
        table[Math.imul(view.getInt32(at - 1, true), 0x1e35a7bd) >>> shift] = at - 1;
      }
    }
  }
  if (literal < length) to = writeLiteral(buffer, to, input, literal, length);
  out.length = to;
}

function writeLiteral(buffer: Buffer, place: number, input: Uint8Array, from: number, end: number): number {
  let to = place;
  const most = end - from - 1;
  if (most < 0) return to;
  if (most < 60) buffer[to++] = most << 2;
  else if (most < 256) {
    buffer[to++] = 60 << 2;
    buffer[to++] = most;
  } else {
    buffer[to++] = 61 << 2;
    buffer[to++] = most;
    buffer[to++] = most >>> 8;
  }
  if (most > 100) {
    buffer.set(input.subarray(from, end), to);
    return to + most + 1;
  }
  for (let at = from; at < end; at += 1) buffer[to++] = input[at] as number;
  return to;
}

/** A copy has 64 bytes at most. One of less than 12 bytes from nearby is shorter, but needs 4 bytes at least. */
function writeCopy(buffer: Buffer, place: number, offset: number, length: number): number {
  let to = place;
  let rest = length;
  while (rest > 64) {
    const part = rest >= 68 ? 64 : 60;
    buffer[to++] = 2 | ((part - 1) << 2);
    buffer[to++] = offset;
    buffer[to++] = offset >>> 8;
    rest -= part;
  }
  if (rest < 12 && offset < 2048) {
    buffer[to++] = 1 | ((rest - 4) << 2) | ((offset >>> 8) << 5);
    buffer[to++] = offset;
    return to;
  }
  buffer[to++] = 2 | ((rest - 1) << 2);
  buffer[to++] = offset;
  buffer[to++] = offset >>> 8;
  return to;
}
