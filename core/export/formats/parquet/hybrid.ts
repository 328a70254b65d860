import type { GrowingBytes } from '../../growing-bytes.ts';

/** So many equal values, or more, are written as a run. Other values are packed, eight at a time. */
const GROUP = 8;

/**
 * Adds small whole numbers as runs and as packed bits, in turn: Parquet's hybrid of run lengths and bit packing
 * (`Encodings.md`, RLE = 3). Takes how many bits each has, 1 to 16.
 */
export function writeHybrid(
  out: GrowingBytes,
  values: Uint8Array | Uint16Array,
  from: number,
  to: number,
  bits: number,
): void {
  let at = from;
  while (at < to) {
    const end = endOfRun(values, at, to);
    if (end - at >= GROUP) {
      out.varint((end - at) << 1);
      writeRunValue(out, values[at] ?? 0, bits);
      at = end;
      continue;
    }
    const start = at;
    do at += GROUP;
    while (at < to && endOfRun(values, at, Math.min(to, at + GROUP)) - at < GROUP);
    out.varint((((at - start) / GROUP) << 1) | 1);
    pack(out, values, start, at, Math.min(at, to), bits);
  }
}

function endOfRun(values: Uint8Array | Uint16Array, from: number, to: number): number {
  const value = values[from];
  let at = from + 1;
  while (at < to && values[at] === value) at += 1;
  return at;
}

function writeRunValue(out: GrowingBytes, value: number, bits: number): void {
  out.byte(value & 255);
  if (bits > 8) out.byte(value >>> 8);
}

/** Packs whole groups, the lowest bit first. What is missing of the last one is 0. */
function pack(
  out: GrowingBytes,
  values: Uint8Array | Uint16Array,
  from: number,
  end: number,
  to: number,
  bits: number,
): void {
  let place = out.take(((end - from) / 8) * bits);
  const { buffer } = out;
  let waiting = 0;
  let count = 0;
  for (let at = from; at < end; at += 1) {
    if (at < to) waiting |= (values[at] ?? 0) << count;
    count += bits;
    while (count >= 8) {
      buffer[place++] = waiting;
      waiting >>>= 8;
      count -= 8;
    }
  }
}

/** The bits that the numbers below `count` need. At least one: not all readers take none. */
export function bitsFor(count: number): number {
  return Math.max(1, 32 - Math.clz32(count - 1));
}
