import {
  type DateTime,
  four,
  instantOf,
  offsetText,
  parseDate,
  parseDateTime,
  parseTime,
  two,
} from '../../../ground/dates.ts';
import type { ZoneOffset } from '../../zone.ts';

/**
 * Returns a date as it was written; null when it is not a date. Takes a trimmed answer, like the functions
 * below.
 */
export function tidyDate(answer: string): string | null {
  return parseDate(answer) === null ? null : answer;
}

/** Returns a time of day as it was written, with its offset as `+03:00` or `Z`; else null. */
export function tidyTime(answer: string): string | null {
  const time = parseTime(answer);
  if (time === null) return null;
  return clockText(time) + (time.offset === null ? '' : offsetText(time.offset));
}

/**
 * Returns ISO 8601 with the offset and all digits of the second, `2018-04-18T10:15:09.483+02:00`; else null.
 * With a zone, returns the same instant on the clock of that zone.
 */
export function tidyDateTime(answer: string, zone: ZoneOffset | null): string | null {
  const parsed = parseDateTime(answer);
  if (parsed === null) return null;
  if (zone === null && isIso(answer, parsed)) return answer;
  const at = zone === null ? parsed : shifted(parsed, zone);
  return `${four(at.year)}-${two(at.month)}-${two(at.day)}T${clockText(at)}${offsetText(at.offset)}`;
}

/** True when a date-time is written as it is in tables: most are. */
function isIso(answer: string, { fraction, offset }: DateTime): boolean {
  const end = fraction === '' ? 19 : 20 + fraction.length;
  if (fraction !== '' && answer.charCodeAt(19) !== 0x2e) return false;
  return offset === 0 ? answer.length === end + 1 && answer.endsWith('Z') : answer.length === end + 6;
}

function clockText(clock: Pick<DateTime, 'hour' | 'minute' | 'second' | 'fraction'>): string {
  const fraction = clock.fraction === '' ? '' : `.${clock.fraction}`;
  return `${two(clock.hour)}:${two(clock.minute)}:${two(clock.second)}${fraction}`;
}

/**
 * Before 1972 an offset may have seconds. Then the clock moves by whole minutes, so that the instant stays
 * right.
 */
function shifted(at: DateTime, zone: ZoneOffset): DateTime {
  const instant = instantOf(at);
  const offset = Math.round(zone(instant) / 60_000);
  const clock = new Date(instant + offset * 60_000);
  return {
    year: clock.getUTCFullYear(),
    month: clock.getUTCMonth() + 1,
    day: clock.getUTCDate(),
    hour: clock.getUTCHours(),
    minute: clock.getUTCMinutes(),
    second: clock.getUTCSeconds(),
    fraction: at.fraction,
    offset,
  };
}
