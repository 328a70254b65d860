import { four, instantOf, parseDate, parseDateTime, parseTime, two } from '../../../ground/dates.ts';
import type { ZoneOffset } from '../../zone.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Returns `Apr 26, 2018` for a strict `yyyy-MM-dd`, else null (`briefcase-csv` §5). Takes a trimmed answer.
 */
export function briefcaseDate(answer: string): string | null {
  const day = parseDate(answer);
  return day === null ? null : dayText(day.year, day.month, day.day);
}

/**
 * Returns `5:5:09 PM`: the time as it was written, with hours and minutes unpadded as in Briefcase, and
 * without the offset. Else null.
 */
export function briefcaseTime(answer: string): string | null {
  const time = parseTime(answer);
  if (time === null) return null;
  return `${hourText(time.hour)}:${time.minute}:${two(time.second)} ${half(time.hour)}`;
}

/** Returns `Apr 26, 2018 8:56:00 AM` on the zone's clock, without fractions; else null. */
export function briefcaseDateTime(answer: string, zone: ZoneOffset): string | null {
  const parsed = parseDateTime(answer);
  if (parsed === null) return null;
  const instant = instantOf(parsed);
  const at = new Date(instant + zone(instant));
  const hour = at.getUTCHours();
  const day = dayText(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate());
  return `${day} ${hourText(hour)}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${half(hour)}`;
}

const NEEDS_QUOTES = /[\r\n",]/;

/**
 * Returns one cell as Briefcase quotes it (`briefcase-csv` §2): a cell with LF, a quote or a comma is quoted.
 * So is a cell with a lone CR, because every CSV reader takes CR for the end of a row.
 */
export function encodeCell(value: string, emptyAllowed: boolean): string {
  if (value === '') return emptyAllowed ? '' : '""';
  return NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function dayText(year: number, month: number, day: number): string {
  return `${MONTHS[month - 1]} ${day}, ${four(year)}`;
}

function hourText(hour: number): string {
  return String(hour % 12 === 0 ? 12 : hour % 12);
}

function half(hour: number): string {
  return hour < 12 ? 'AM' : 'PM';
}
