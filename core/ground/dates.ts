import { clockEnd, digitsIn, offsetAt, startsWithDay } from './date-text.ts';

/** A calendar day, month from 1. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** A time of day as written. `fraction` holds the digits after the second, or '' when there are none. */
export interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly fraction: string;
}

/** A date-time as written, with its offset from UTC in minutes. */
export interface DateTime extends Day, Clock {
  readonly offset: number;
}

/** Reads strict `yyyy-MM-dd`. Null when the text is not a day of the calendar in this form. */
export function parseDate(text: string): Day | null {
  return text.length === 10 && startsWithDay(text) ? dayIn(text) : null;
}

/**
 * Reads a time of day, with or without an offset. The offset may be `+03:00`, `+0300` or `+03`. Null when
 * unreadable.
 */
export function parseTime(text: string): (Clock & { readonly offset: number | null }) | null {
  const end = clockEnd(text, 0);
  const clock = end < 0 ? null : clockIn(text, 0, end);
  if (clock === null) return null;
  if (end === text.length) return { ...clock, offset: null };
  const offset = offsetAt(text, end);
  return offset === null ? null : { ...clock, offset };
}

/**
 * Reads an ISO 8601 date-time with an offset, in all spellings that devices and servers use
 * (`briefcase-csv` §5). A text without an offset does not tell the instant: returns null, as for any
 * unreadable text.
 */
export function parseDateTime(text: string): DateTime | null {
  const end = text.charCodeAt(10) === 0x54 && startsWithDay(text) ? clockEnd(text, 11) : -1;
  const clock = end < 0 ? null : clockIn(text, 11, end);
  const offset = clock === null ? null : offsetAt(text, end);
  if (clock === null || offset === null) return null;
  const { year, month, day } = dayIn(text);
  const { hour, minute, second, fraction } = clock;
  return { year, month, day, hour, minute, second, fraction, offset };
}

/** The instant in milliseconds since 1970, without fractions of a second. */
export function instantOf(at: DateTime): number {
  return utc(at.year, at.month, at.day) + ((at.hour * 60 + at.minute - at.offset) * 60 + at.second) * 1000;
}

/** An offset as `+03:00` or `-00:30`; zero is `Z`. Takes minutes. */
export function offsetText(minutes: number): string {
  if (minutes === 0) return 'Z';
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** A number below 100 with two digits. */
export function two(number: number): string {
  return number < 10 ? `0${number}` : `${number}`;
}

/** A year with four digits. */
export function four(year: number): string {
  return String(year).padStart(4, '0');
}

/** Returns the day at the start of a text that has one. */
function dayIn(text: string): Day {
  return { year: digitsIn(text, 0, 4), month: digitsIn(text, 5, 7), day: digitsIn(text, 8, 10) };
}

/** Takes where the clock begins and ends. Returns null when it shows no time of a day. */
function clockIn(text: string, start: number, end: number): Clock | null {
  const hour = digitsIn(text, start, start + 2);
  const minute = digitsIn(text, start + 3, start + 5);
  const second = end > start + 5 ? digitsIn(text, start + 6, start + 8) : 0;
  if (hour > 23 || minute > 59 || second > 59) return null;
  return { hour, minute, second, fraction: text.slice(start + 9, end) };
}

/** `Date.UTC` reads years below 100 as years of the twentieth century, so these take another way. */
function utc(year: number, month: number, day: number): number {
  return year >= 100 ? Date.UTC(year, month - 1, day) : new Date(0).setUTCFullYear(year, month - 1, day);
}
