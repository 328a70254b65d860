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

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const OFFSET = '([Zz]|[+-]\\d\\d(?::?\\d\\d)?)';
const CLOCK = '(\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d+))?)?';
const TIME = new RegExp(`^${CLOCK}${OFFSET}?$`);
const DATE_TIME = new RegExp(`^(\\d{4})-(\\d\\d)-(\\d\\d)T${CLOCK}${OFFSET}$`);

/** Reads strict `yyyy-MM-dd`. Null when the text is not a day of the calendar in this form. */
export function parseDate(text: string): Day | null {
  const match = DATE.exec(text);
  return match === null ? null : dayOf(match[1], match[2], match[3]);
}

/**
 * Reads a time of day, with or without an offset. The offset may be `+03:00`, `+0300` or `+03`. Null when
 * unreadable.
 */
export function parseTime(text: string): (Clock & { readonly offset: number | null }) | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const clock = clockOf(match[1], match[2], match[3], match[4]);
  if (clock === null) return null;
  if (match[5] === undefined) return { ...clock, offset: null };
  const offset = offsetOf(match[5]);
  return offset === null ? null : { ...clock, offset };
}

/**
 * Reads an ISO 8601 date-time with an offset, in all spellings that devices and servers use
 * (`briefcase-csv` §5). A text without an offset does not tell the instant: returns null, as for any
 * unreadable text.
 */
export function parseDateTime(text: string): DateTime | null {
  const match = DATE_TIME.exec(text);
  if (match === null) return null;
  const day = dayOf(match[1], match[2], match[3]);
  const clock = clockOf(match[4], match[5], match[6], match[7]);
  const offset = offsetOf(match[8] ?? '');
  if (day === null || clock === null || offset === null) return null;
  return { ...day, ...clock, offset };
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

function dayOf(y: string | undefined, m: string | undefined, d: string | undefined): Day | null {
  const year = Number(y);
  const month = Number(m);
  const day = Number(d);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  return { year, month, day };
}

function clockOf(
  h: string | undefined,
  m: string | undefined,
  s: string | undefined,
  fraction: string | undefined,
): Clock | null {
  const hour = Number(h);
  const minute = Number(m);
  const second = Number(s ?? '0');
  if (hour > 23 || minute > 59 || second > 59) return null;
  return { hour, minute, second, fraction: fraction ?? '' };
}

const LARGEST_OFFSET = 18 * 60;

function offsetOf(text: string): number | null {
  if (text === 'Z' || text === 'z') return 0;
  const minutes = text.length > 3 ? Number(text.slice(-2)) : 0;
  const size = Number(text.slice(1, 3)) * 60 + minutes;
  if (minutes > 59 || size > LARGEST_OFFSET) return null;
  return text.startsWith('-') ? 0 - size : size;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `Date.UTC` reads years below 100 as years of the twentieth century, so these take another way. */
function utc(year: number, month: number, day: number): number {
  return year >= 100 ? Date.UTC(year, month - 1, day) : new Date(0).setUTCFullYear(year, month - 1, day);
}
