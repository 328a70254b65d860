import type { ZoneOffset } from '../zone.ts';

/**
 * Dates and times as numbers. They read what `core/ground/dates.ts` reads, and make no objects: a table may
 * have millions of them.
 */

const DAY = 24 * 60 * 60 * 1000;
const MINUTE = 60 * 1000;
const LARGEST_OFFSET = 18 * 60;
const MOST_DAYS = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Returns the days since 1970-01-01 of a strict `yyyy-MM-dd`, or null. Takes a trimmed answer. */
export function dayNumber(text: string): number | null {
  return text.length === 10 ? dayAt(text) : null;
}

/**
 * Returns the milliseconds since midnight on the clock as it was written, or null. A time with finer
 * fractions is not held by milliseconds, and gives null, too. Takes a trimmed answer.
 */
export function timeNumber(text: string): number | null {
  const end = clockEnd(text, 0);
  if (end < 0) return null;
  if (end < text.length && offsetAt(text, end) === null) return null;
  return clockAt(text, 0, end);
}

/**
 * Returns the reader of date-times: the milliseconds since 1970-01-01T00:00 on the clock that recorded them,
 * or on that of a zone; null for anything else. A text without an offset does not tell the instant.
 */
export function momentReader(zone: ZoneOffset | null): (text: string) => number | null {
  return (text) => {
    const day = text.charCodeAt(10) === 0x54 ? dayAt(text) : null;
    const end = day === null ? -1 : clockEnd(text, 11);
    if (day === null || end < 0) return null;
    const clock = clockAt(text, 11, end);
    const offset = offsetAt(text, end);
    if (clock === null || offset === null) return null;
    const written = day * DAY + clock;
    if (zone === null) return written;
    const instant = written - offset * MINUTE;
    // Before 1972 an offset may have seconds. The clock moves by whole minutes.
    return instant + Math.round(zone(Math.floor(instant / 1000) * 1000) / MINUTE) * MINUTE;
  };
}

/** Returns the days of the date at the start of a text, or null. */
function dayAt(text: string): number | null {
  if (text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d) return null;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  if (year < 0 || month < 1 || month > 12 || day < 1) return null;
  if (day > (MOST_DAYS[month] ?? 0)) return null;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2 && day === 29 && !isLeap) return null;
  return daysSince1970(year, month, day);
}

/** The Gregorian calendar in both directions, with years that begin in March. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

/** Returns where a clock `HH:mm[:ss[.fraction]]` ends, or -1 when there is none. */
function clockEnd(text: string, start: number): number {
  if (text.charCodeAt(start + 2) !== 0x3a || digits(text, start, start + 2) < 0) return -1;
  if (digits(text, start + 3, start + 5) < 0) return -1;
  if (text.charCodeAt(start + 5) !== 0x3a) return start + 5;
  if (digits(text, start + 6, start + 8) < 0) return -1;
  const point = text.charCodeAt(start + 8);
  if (point !== 0x2e && point !== 0x2c) return start + 8;
  let end = start + 9;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return end === start + 9 ? -1 : end;
}

/** Returns the milliseconds of a clock, or null when it is not one or is finer than milliseconds. */
function clockAt(text: string, start: number, end: number): number | null {
  const hour = digits(text, start, start + 2);
  const minute = digits(text, start + 3, start + 5);
  const second = end > start + 5 ? digits(text, start + 6, start + 8) : 0;
  if (hour > 23 || minute > 59 || second > 59) return null;
  let fraction = 0;
  for (let i = start + 9, unit = 100; i < end; i += 1, unit /= 10) {
    const digit = text.charCodeAt(i) - 0x30;
    if (unit >= 1) fraction += digit * unit;
    else if (digit !== 0) return null;
  }
  return ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
}

/** Returns the minutes of the offset that fills the rest of a text, or null. */
function offsetAt(text: string, start: number): number | null {
  const sign = text.charCodeAt(start);
  if (sign === 0x5a || sign === 0x7a) return text.length === start + 1 ? 0 : null;
  if (sign !== 0x2b && sign !== 0x2d) return null;
  const length = text.length - start;
  const colon = length === 6 && text.charCodeAt(start + 3) === 0x3a ? 1 : 0;
  if (length !== 3 && length !== 5 && colon === 0) return null;
  const hours = digits(text, start + 1, start + 3);
  const minutes = length === 3 ? 0 : digits(text, start + 3 + colon, start + 5 + colon);
  const size = hours * 60 + minutes;
  if (hours < 0 || minutes < 0 || minutes > 59 || size > LARGEST_OFFSET) return null;
  return sign === 0x2d ? 0 - size : size;
}

/** Returns the number that the digits write, or a negative one when some are not digits. */
function digits(text: string, from: number, to: number): number {
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
