import type { MissingReason } from '../../analysis/cell.ts';

/** Why a cell has no value, when the reason has a code. An empty answer has none: it is just missing. */
export type CodedReason = Exclude<MissingReason, 'empty'>;

/** The numbers that stand for a missing value in a column. No value of the column is one of them. */
export type MissingCodes = Readonly<Record<CodedReason, number>>;

export const CODED_REASONS: readonly CodedReason[] = ['notAsked', 'notInVersion'];

export const REASON_LABELS: Readonly<Record<CodedReason, string>> = {
  notAsked: 'Not asked',
  notInVersion: 'Not in this version of the form',
};

const FEWEST_DIGITS = 2;
/** With so many digits, a number is still exact. */
const MOST_DIGITS = 15;

/** The codes that a column gets unless one of its values is one of them. */
export const USUAL_CODES: MissingCodes = codesWith(FEWEST_DIGITS);

/**
 * Returns -99 and -98, or the first of -999 and -998, -9999 and -9998 … of which both are free. Null when none
 * are.
 */
export function freeCodes(isFree: (code: number) => boolean): MissingCodes | null {
  for (let digits = FEWEST_DIGITS; digits <= MOST_DIGITS; digits += 1) {
    const codes = codesWith(digits);
    if (isFree(codes.notAsked) && isFree(codes.notInVersion)) return codes;
  }
  return null;
}

function codesWith(digits: number): MissingCodes {
  return { notAsked: 1 - 10 ** digits, notInVersion: 2 - 10 ** digits };
}
