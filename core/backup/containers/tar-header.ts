import { utf8 } from './pax.ts';

/** Everything in a tar is a whole number of blocks. */
export const BLOCK = 512;

/** A header of a tar: POSIX.1-1988 (ustar), as GNU tar writes it too. */
export interface TarHeader {
  /** The path as the header has it; longer ones come in a header of their own before it. */
  readonly name: string;
  readonly size: number;
  /** Seconds since 1970. */
  readonly modified: number;
  /** The kind of entry: `0` a file, `5` a folder, `x` extended names and sizes of the next, … */
  readonly type: string;
}

/** The largest number that eleven octal digits hold. */
export const MOST_OCTAL = 8 ** 11 - 1;
const NAME = 100;
const PREFIX = 155;

/** Where a field is in the header: its first byte, and the one behind its last. */
const field = {
  name: [0, 100],
  mode: [100, 108],
  uid: [108, 116],
  gid: [116, 124],
  size: [124, 136],
  modified: [136, 148],
  sum: [148, 156],
  type: [156, 157],
  magic: [257, 265],
  deviceMajor: [329, 337],
  deviceMinor: [337, 345],
  prefix: [345, 500],
} as const;

/**
 * Writes a header: for the owner only, owned by nobody in particular. Returns null when the name does not fit, which is
 * 100 bytes of UTF-8, or up to 255 where a `/` splits them.
 */
export function encodeHeader({ name, size, modified, type }: TarHeader): Buffer | null {
  const split = splitName(Buffer.from(name));
  if (split === null) return null;
  // Out of Node's pool: a million headers then need few allocations.
  const block = Buffer.allocUnsafe(BLOCK).fill(0);
  block.set(split.name, field.name[0]);
  block.set(split.prefix, field.prefix[0]);
  block.write('0000600\u00000000000\u00000000000\u0000', field.mode[0], 'latin1');
  putNumber(block, field.size, size);
  putNumber(block, field.modified, Math.max(0, modified));
  block.write(type, field.type[0], 'latin1');
  block.write('ustar\u000000', field.magic[0], 'latin1');
  block.write('0000000\u00000000000\u0000', field.deviceMajor[0], 'latin1');
  block.write(`${sumOf(block).toString(8).padStart(6, '0')}\u0000 `, field.sum[0], 'latin1');
  return block;
}

/**
 * Reads a header. Returns null when its sum is wrong, when a number is not one, or when its name is not UTF-8: it is
 * damaged, or no header.
 */
export function decodeHeader(block: Buffer): TarHeader | null {
  const sum = /^([0-7]{6})(?:\0 | \0)$/.exec(block.toString('latin1', ...field.sum))?.[1];
  const size = number(block, field.size);
  const modified = number(block, field.modified);
  const name = utf8Field(block, field.name);
  if (sum === undefined || Number.parseInt(sum, 8) !== sumOf(block)) return null;
  if (size === null || modified === null || name === null) return null;
  // GNU's own format has times where POSIX has the first part of the name.
  const isPosix = block.toString('latin1', ...field.magic) === 'ustar\u000000';
  const prefix = isPosix ? utf8Field(block, field.prefix) : '';
  if (prefix === null) return null;
  const type = block.toString('latin1', ...field.type);
  return { name: prefix === '' ? name : `${prefix}/${name}`, size, modified, type };
}

const ZEROS = Buffer.alloc(BLOCK);

/** Whether at most a block of bytes is all zeros. */
export function isZeros(bytes: Uint8Array): boolean {
  return ZEROS.subarray(0, bytes.length).equals(bytes);
}

/** The zeros that fill the last block of a content of this size. */
export function padding(size: number): Buffer {
  return ZEROS.subarray(0, paddingOf(size));
}

/** How many bytes fill the last block of a content of this size. */
export function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function splitName(name: Buffer): { readonly name: Buffer; readonly prefix: Buffer } | null {
  if (name.length <= NAME) return { name, prefix: Buffer.alloc(0) };
  const slash = name.indexOf('/', Math.max(1, name.length - NAME - 1));
  if (slash < 0 || slash > PREFIX || slash === name.length - 1) return null;
  return { name: name.subarray(slash + 1), prefix: name.subarray(0, slash) };
}

/** Eleven octal digits; a larger number in base 256, as GNU tar and 7-Zip read and write it. */
function putNumber(block: Buffer, [start, end]: readonly [number, number], value: number): void {
  if (value <= MOST_OCTAL) {
    block.write(`${value.toString(8).padStart(11, '0')}\u0000`, start, 'latin1');
  } else {
    block[start] = 0x80;
    block.writeBigUInt64BE(BigInt(value), end - 8);
  }
}

function number(block: Buffer, [start, end]: readonly [number, number]): number | null {
  if (((block[start] ?? 0) & 0x80) === 0) return octal(block, [start, end]);
  const isPositive = block[start] === 0x80 && isZeros(block.subarray(start + 1, end - 8));
  const value = isPositive ? Number(block.readBigUInt64BE(end - 8)) : -1;
  return Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** Octal digits with spaces before and spaces or zero bytes behind them. An empty field is 0. */
function octal(block: Buffer, [start, end]: readonly [number, number]): number | null {
  const text = block.toString('latin1', start, end).replaceAll('\u0000', ' ').trim();
  return /^[0-7]*$/.test(text) ? Number.parseInt(`0${text}`, 8) : null;
}

/** UTF-8 up to the first zero byte. */
function utf8Field(block: Buffer, [start, end]: readonly [number, number]): string | null {
  const zero = block.indexOf(0, start);
  return utf8(block.subarray(start, zero < start || zero > end ? end : zero));
}

/** The sum of all bytes, with spaces in the place of the sum itself. */
function sumOf(block: Buffer): number {
  let sum = 8 * 0x20;
  for (const byte of block) sum += byte;
  for (const byte of block.subarray(...field.sum)) sum -= byte;
  return sum;
}
