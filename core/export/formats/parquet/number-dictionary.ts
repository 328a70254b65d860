/** Numbers that repeat: the different ones, and for each number its place among them. */
export interface NumberDictionary {
  readonly numbers: Float64Array;
  readonly count: number;
  readonly indexes: Uint16Array;
}

/** Four places for each number that may be there. */
const SLOTS = 32_768;
/** The most different numbers, so that their places have 16 bits and the slots do not fill up. */
const MOST = 8192;

/** The place of the number in the dictionary and 1; 0 where no number is. */
const slots = new Uint16Array(SLOTS);

/**
 * Returns the dictionary of numbers; null when more than half of them differ, so that none is worth its room.
 * Numbers are the same when all their bits are: 0 and -0 are two.
 */
export function numberDictionary(numbers: Float64Array, count: number): NumberDictionary | null {
  const most = Math.min(MOST, Math.floor(count / 2));
  if (most === 0) return null;
  const different = new Float64Array(most);
  const indexes = new Uint16Array(count);
  // Two halves of each number, in the order of this computer: they are only compared.
  const halves = new Int32Array(numbers.buffer, numbers.byteOffset, 2 * count);
  const known = new Int32Array(different.buffer);
  slots.fill(0);
  let found = 0;
  for (let i = 0; i < count; i += 1) {
    const first = halves[2 * i] as number;
    const second = halves[2 * i + 1] as number;
    let slot = hash(first, second);
    let index = (slots[slot] as number) - 1;
    while (index >= 0 && (known[2 * index] !== first || known[2 * index + 1] !== second)) {
      slot = (slot + 1) & (SLOTS - 1);
      index = (slots[slot] as number) - 1;
    }
    if (index < 0) {
      if (found === most) return null;
      index = found;
      different[index] = numbers[i] as number;
      found += 1;
      slots[slot] = found;
    }
    indexes[i] = index;
  }
  return { numbers: different, count: found, indexes };
}

/** Whole numbers differ in few bits, which must reach the highest ones of the product. */
function hash(first: number, second: number): number {
  return Math.imul(Math.imul(second ^ (second >>> 15), 0x9e3779b1) ^ first, 0x85ebca6b) >>> 17;
}
