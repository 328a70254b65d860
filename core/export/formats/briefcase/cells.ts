import { four, instantOf, parseDate, parseDateTime, parseTime, two } from '../../../ground/dates.ts';
import type { ZoneOffset } from '../../zone.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Apr 26, 2018` from strict `yyyy-MM-dd`, or null (`briefcase-csv` §5). Takes a trimmed answer. */
export function briefcaseDate(answer: string): string | null {
  const day = parseDate(answer);
  return day === null ? null : dayText(day.year, day.month, day.day);
}

/** `5:5:09 PM`, the clock as it was written: hours and minutes unpadded as Briefcase has them, the offset dropped. */
export function briefcaseTime(answer: string): string | null {
  const time = parseTime(answer);
  if (time === null) return null;
  return `${hourText(time.hour)}:${time.minute}:${two(time.second)} ${half(time.hour)}`;
}

/** `Apr 26, 2018 8:56:00 AM` on the zone's clock, fractions dropped, or null. */
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
 * One cell as Briefcase quotes it (`briefcase-csv` §2): LF, quote and comma ask for quotes. So does a lone CR, which
 * every CSV reader takes for the end of a row.
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
