import type { GrowingBytes } from '../../growing-bytes.ts';

/** How numbers lie in the file, each with its bytes. The lowest byte comes first. */
export type Physical = 'INT32' | 'INT64' | 'DOUBLE';

const TWO_32 = 2 ** 32;

export function widthOf(physical: Physical): number {
  return physical === 'INT32' ? 4 : 8;
}

/** Adds numbers in the encoding PLAIN. Those of INT32 and INT64 must be whole, and such that a double holds them. */
export function writeNumbers(
  out: GrowingBytes,
  physical: Physical,
  numbers: Float64Array,
  count: number,
): void {
  let at = out.take(count * widthOf(physical));
  const view = new DataView(out.buffer.buffer, out.buffer.byteOffset, out.buffer.length);
  for (let i = 0; i < count; i += 1) {
    const number = numbers[i] as number;
    if (physical === 'DOUBLE') view.setFloat64(at, number, true);
    else view.setInt32(at, number, true);
    if (physical === 'INT64') view.setInt32(at + 4, Math.floor(number / TWO_32), true);
    at += widthOf(physical);
  }
}
