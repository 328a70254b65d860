import { clockEnd, digitsIn, offsetAt, startsWithDay } from '../../ground/date-text.ts';
import type { ZoneOffset } from '../zone.ts';

/**
 * Dates and times as numbers. They read what `core/ground/dates.ts` reads, and make no objects: a table may
 * have millions of them.
 */

const DAY = 24 * 60 * 60 * 1000;
const MINUTE = 60 * 1000;

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
  if (!startsWithDay(text)) return null;
  return daysSince1970(digitsIn(text, 0, 4), digitsIn(text, 5, 7), digitsIn(text, 8, 10));
}

/** The Gregorian calendar in both directions, with years that begin in March. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

/** Returns the milliseconds of a clock, or null when it is not one or is finer than milliseconds. */
function clockAt(text: string, start: number, end: number): number | null {
  const hour = digitsIn(text, start, start + 2);
  const minute = digitsIn(text, start + 3, start + 5);
  const second = end > start + 5 ? digitsIn(text, start + 6, start + 8) : 0;
  if (hour > 23 || minute > 59 || second > 59) return null;
  let fraction = 0;
  for (let i = start + 9, unit = 100; i < end; i += 1, unit /= 10) {
    const digit = text.charCodeAt(i) - 0x30;
    if (unit >= 1) fraction += digit * unit;
    else if (digit !== 0) return null;
  }
  return ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
}
