import type { FieldType } from '../../../model/form.ts';
import type { DatabaseValue } from '../../../model/other-database.ts';

/** The types of columns that an answer comes out of as it was put in. */
export type ColumnType = 'TEXT' | 'INTEGER' | '';

/**
 * The declared type of a question's column. SQLite would turn the answer `007` into 7 in a column of numbers,
 * so these have no type: each value has its own.
 */
export function columnType(type: FieldType): ColumnType {
  return type === 'int' || type === 'decimal' ? '' : 'TEXT';
}

/**
 * Returns the value of an answer as the views of a workspace have it. Takes it as it was written. White space
 * belongs to a text answer, and to no other. A number is one only if its digits come back the same.
 */
export function answerValue(type: FieldType, written: string): DatabaseValue {
  const trimmed = trimBlank(written);
  if (trimmed === '') return null;
  if (type === 'string') return textValue(written);
  if (type === 'int') return integerOf(trimmed) ?? textValue(trimmed);
  if (type === 'decimal') return decimalOf(trimmed) ?? textValue(trimmed);
  return textValue(trimmed);
}

/** Returns a text that every reader of SQLite shows whole: many end a text at U+0000. */
export function textValue(text: string): string {
  // Nearly every text is one already, and to see that is faster.
  if (!text.includes('\0') && text.isWellFormed()) return text;
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/** The same characters as in the views. */
export function trimBlank(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (start < end && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

const MOST = 2n ** 63n;

/** A whole number of at most 64 bits, without leading zeros or a plus. */
function integerOf(text: string): bigint | null {
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(text)) return null;
  const number = BigInt(text);
  return number >= -MOST && number < MOST ? number : null;
}

const DECIMAL = /^-?(?:0|[1-9]\d*)?(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** A double holds every number of this many digits, and some of more. */
const EXACT_DIGITS = 15;

function decimalOf(text: string): number | bigint | null {
  if (!DECIMAL.test(text) || !/\d/.test(text) || /^-?[eE]/.test(text)) return null;
  const digits = text
    .replace(/[eE].*$/, '')
    .replace('.', '')
    .replace(/^[-0]+/, '');
  if (digits.length > EXACT_DIGITS) {
    const integer = integerOf(text);
    if (integer !== null) return integer;
  }
  const number = Number(text);
  // Outside this range a double would become infinity or zero.
  const isInRange = Math.abs(number) < 1.7e308 && (Math.abs(number) > 1e-300 || digits === '');
  return isInRange && (digits.length <= EXACT_DIGITS || String(number) === text) ? number : null;
}
