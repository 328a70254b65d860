/*
 * Reads the parts of dates and times as they are written, character by character: a table may have millions of them,
 * and a regular expression makes several objects for each.
 */

const LARGEST_OFFSET = 18 * 60;
const COLON = 0x3a;
const MINUS = 0x2d;

/** Returns where a clock `HH:mm[:ss[.fraction]]` ends, or -1 when there is none. A comma may stand for the point. */
export function clockEnd(text: string, start: number): number {
  if (text.charCodeAt(start + 2) !== COLON || digitsIn(text, start, start + 2) < 0) return -1;
  if (digitsIn(text, start + 3, start + 5) < 0) return -1;
  if (text.charCodeAt(start + 5) !== COLON) return start + 5;
  if (digitsIn(text, start + 6, start + 8) < 0) return -1;
  const point = text.charCodeAt(start + 8);
  if (point !== 0x2e && point !== 0x2c) return start + 8;
  let end = start + 9;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return end === start + 9 ? -1 : end;
}

/** Returns the minutes of the offset that fills the rest of a text (`Z`, `+03:00`, `+0300`, `+03`), or null. */
export function offsetAt(text: string, start: number): number | null {
  const sign = text.charCodeAt(start);
  if (sign === 0x5a || sign === 0x7a) return text.length === start + 1 ? 0 : null;
  if (sign !== 0x2b && sign !== MINUS) return null;
  const length = text.length - start;
  const colon = length === 6 && text.charCodeAt(start + 3) === COLON ? 1 : 0;
  if (length !== 3 && length !== 5 && colon === 0) return null;
  const hours = digitsIn(text, start + 1, start + 3);
  const minutes = length === 3 ? 0 : digitsIn(text, start + 3 + colon, start + 5 + colon);
  const size = hours * 60 + minutes;
  if (hours < 0 || minutes < 0 || minutes > 59 || size > LARGEST_OFFSET) return null;
  return sign === MINUS ? 0 - size : size;
}

/** True when a text begins with a day of the calendar, written as `yyyy-MM-dd`. */
export function startsWithDay(text: string): boolean {
  if (text.charCodeAt(4) !== MINUS || text.charCodeAt(7) !== MINUS) return false;
  const year = digitsIn(text, 0, 4);
  const month = digitsIn(text, 5, 7);
  const day = digitsIn(text, 8, 10);
  return year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

/** Returns the number that the digits write, or a negative one when some are not digits. */
export function digitsIn(text: string, from: number, to: number): number {
  let number = 0;
  for (let i = from; i < to; i += 1) {
    const code = text.charCodeAt(i);
    if (!isDigit(code)) return Number.NEGATIVE_INFINITY;
    number = number * 10 + code - 0x30;
  }
  return number;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
