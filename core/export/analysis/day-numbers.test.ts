import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf, parseDate, parseDateTime, parseTime } from '../../ground/dates.ts';
import { zoneOffset } from '../zone.ts';
import { dayNumber, momentReader, timeNumber } from './day-numbers.ts';

/** Texts like dates and times, most of them whole, some with a character changed. */
function like(pattern: RegExp): fc.Arbitrary<string> {
  const changed = fc
    .tuple(fc.stringMatching(pattern), fc.nat(), fc.constantFrom('', '0', '9', ':', '-', 'T', 'Z', ' ', '٣'))
    .map(([text, at, other]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + other + text.slice(place + 1);
    });
  return fc.oneof({ weight: 3, arbitrary: fc.stringMatching(pattern) }, changed, fc.string());
}

const DATE = '\\d{4}-[01]\\d-[0-3]\\d';
const CLOCK = '[0-2]\\d:[0-5]\\d(:[0-6]\\d([.,]\\d{1,3}0{0,2})?)?';
const OFFSET = '(Z|z|[+-][01]\\d(:?[0-6]\\d)?)';
const MANY = { numRuns: 3000 };

describe('the numbers are those of what dates.ts reads', () => {
  it('dates', () => {
    fc.assert(
      fc.property(like(new RegExp(`^${DATE}$`)), (text) => {
        const day = parseDate(text);
        const expected =
          day === null ? null : new Date(0).setUTCFullYear(day.year, day.month - 1, day.day) / 86_400_000;
        expect(dayNumber(text)).toBe(expected);
      }),
      MANY,
    );
  });

  it('times', () => {
    fc.assert(
      fc.property(like(new RegExp(`^${CLOCK}${OFFSET}?$`)), (text) => {
        const clock = parseTime(text);
        const expected =
          clock === null || isFine(clock.fraction)
            ? null
            : ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1000 + millisOf(clock.fraction);
        expect(timeNumber(text)).toBe(expected);
      }),
      MANY,
    );
  });

  it('date-times, on the clock that was written and on that of a zone', () => {
    const zone = zoneOffset('Africa/Nairobi');
    const [written, shown] = [momentReader(null), momentReader(zone)];
    fc.assert(
      fc.property(like(new RegExp(`^${DATE}T${CLOCK}${OFFSET}$`)), (text) => {
        const at = parseDateTime(text);
        if (at === null || isFine(at.fraction)) {
          expect([written(text), shown(text)]).toEqual([null, null]);
          return;
        }
        const instant = instantOf(at) + millisOf(at.fraction);
        expect(written(text)).toBe(instant + at.offset * 60_000);
        expect(shown(text)).toBe(instant + Math.round(zone(instantOf(at)) / 60_000) * 60_000);
      }),
      MANY,
    );
  });
});

/** Finer than milliseconds. */
function isFine(fraction: string): boolean {
  return /[1-9]/.test(fraction.slice(3));
}

function millisOf(fraction: string): number {
  return Number(fraction.slice(0, 3).padEnd(3, '0'));
}

it('holds no fraction finer than milliseconds', () => {
  expect(timeNumber('00:00:00.1230')).toBe(123);
  expect(timeNumber('00:00:00.1231')).toBe(null);
});

it.each([
  ['0000-01-01', -719_528],
  ['0999-12-31', -354_286],
  ['1582-10-15', -141_427],
  ['2100-02-28', 47_540],
  ['2100-02-29', null],
  ['9999-12-31', 2_932_896],
  ['999-01-01', null],
  ['2024-1-1', null],
])('counts the days to %s', (text, days) => {
  expect(dayNumber(text)).toBe(days);
});
