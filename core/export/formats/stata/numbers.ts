/** The kinds of numbers of a Stata file. `float` is never written: it holds too few digits. */
export type NumberType = 'byte' | 'int' | 'long' | 'double';

interface WholeNumbers {
  /** The code in the file. */
  readonly code: number;
  readonly width: number;
  readonly least: number;
  readonly greatest: number;
  /** The number that stands for `.`; those for `.a` to `.z` follow it. */
  readonly missing: number;
}

export const WHOLE: Readonly<Record<Exclude<NumberType, 'double'>, WholeNumbers>> = {
  byte: { code: 65530, width: 1, least: -127, greatest: 100, missing: 101 },
  int: { code: 65529, width: 2, least: -32_767, greatest: 32_740, missing: 32_741 },
  long: { code: 65528, width: 4, least: -2_147_483_647, greatest: 2_147_483_620, missing: 2_147_483_621 },
};

export const DOUBLE = { code: 65526, width: 8 } as const;

/** Whether a double is a number in Stata: the largest ones stand for missing values there. */
export function isNumber(number: number): boolean {
  return Math.abs(number) < 2 ** 1023;
}

/** The smallest type that holds whole numbers of this range. */
export function wholeType(least: number, greatest: number): NumberType {
  for (const type of ['byte', 'int', 'long'] as const) {
    if (least >= WHOLE[type].least && greatest <= WHOLE[type].greatest) return type;
  }
  return 'double';
}

/**
 * Writes a missing value as a double: `.` is 0, `.a` is 1, up to `.z`. As bits, because a calculation could
 * change them.
 */
export function writeMissingDouble(buffer: Buffer, at: number, letter: number): void {
  buffer.writeUInt32LE(0, at);
  buffer.writeUInt32LE(0x7fe0_0000 + (letter << 8), at + 4);
}
