/** Returns how far a zone's clock is ahead of UTC at an instant. Takes and returns milliseconds. */
export type ZoneOffset = (instant: number) => number;

/** True for UTC and every IANA name that the runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const QUARTER_HOUR = 15 * 60 * 1000;
const REMEMBERED = 20_000;

/**
 * Returns the clock of a time zone. The runtime needs some microseconds per call, so results are kept for
 * each quarter of an hour: since 1972 no zone has changed its offset inside one. Throws a RangeError when
 * there is no such zone.
 */
export function zoneOffset(name: string): ZoneOffset {
  if (name === 'UTC') return () => 0;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const known = new Map<number, number>();
  return (instant) => {
    const quarter = Math.floor(instant / QUARTER_HOUR);
    const remembered = known.get(quarter);
    if (remembered !== undefined) return remembered;
    const start = quarter * QUARTER_HOUR;
    const offset = localInstant(format, start) - start;
    if (known.size >= REMEMBERED) known.clear();
    known.set(quarter, offset);
    return offset;
  };
}

/** Returns what the zone's clock shows, read as if it were UTC. */
function localInstant(format: Intl.DateTimeFormat, instant: number): number {
  const shown = new Map<string, number>();
  for (const { type, value } of format.formatToParts(instant)) shown.set(type, Number(value));
  const part = (type: string): number => shown.get(type) ?? 0;
  const day = new Date(0).setUTCFullYear(part('year'), part('month') - 1, part('day'));
  return day + ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1000;
}
