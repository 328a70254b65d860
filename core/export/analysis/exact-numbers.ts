/**
 * Numbers that a column of numbers holds without bending the answer: its digits come back the same. Others
 * are texts that look like numbers, such as `007` or a number with more digits than a double has.
 */

const WHOLE = /^(?:0|-?[1-9]\d{0,15})$/;

/** Returns a whole number, or null. Takes a trimmed answer. */
export function exactWhole(text: string): number | null {
  if (!WHOLE.test(text)) return null;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : null;
}

const DECIMAL = /^-?(?:0|[1-9]\d*)?(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** A double holds every number of this many digits, and some of more. */
const EXACT_DIGITS = 15;
/** `toPrecision` gives no more. */
const MOST_DIGITS = 100;
/** The least number that a double holds with all its digits. */
const LEAST = 2 ** -1022;

/** Returns a number with a fraction, or null. Takes a trimmed answer. Zeros at the end do not matter. */
export function exactDecimal(text: string): number | null {
  if (isShort(text)) return Number(text);
  if (!DECIMAL.test(text)) return null;
  const number = Number(text);
  if (!Number.isFinite(number) || text === '' || text === '-') return null;
  const digits = digitsOf(text);
  if (digits === '') return number;
  if (Math.abs(number) < LEAST) return null;
  if (digits.length <= EXACT_DIGITS) return number;
  if (digits.length > MOST_DIGITS) return null;
  // Where the double is halfway between two texts, some programs write the one and some the other.
  const isSame = [String(number), number.toPrecision(digits.length)].some(
    (text) => digitsOf(text) === digits,
  );
  return isSame ? number : null;
}

/** True for the most usual numbers: few digits with at most one point between them, no zero before them. */
function isShort(text: string): boolean {
  if (text.length === 0 || text.length > EXACT_DIGITS) return false;
  const start = text.charCodeAt(0) === 0x2d ? 1 : 0;
  let points = 0;
  for (let i = start; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x2e && i > start && i < text.length - 1) points += 1;
    else if (code < 0x30 || code > 0x39) return false;
  }
  const isZeroFirst = text.charCodeAt(start) === 0x30;
  const next = text.charCodeAt(start + 1);
  return points <= 1 && start < text.length && (!isZeroFirst || text.length === start + 1 || next === 0x2e);
}

/** Returns the digits that count, without the zeros around them. */
function digitsOf(text: string): string {
  return text
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');
}
