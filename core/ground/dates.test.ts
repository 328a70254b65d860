// Covers core/ground/date-text.ts.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOf, offsetText, parseDate, parseDateTime, parseTime } from './dates.ts';

test.each([
  '2018-04-26T08:56:00.000Z',
  '2018-04-26T08:56:00.000+02',
  '2018-04-26T08:56:00.000+0200',
  '2018-04-26T08:56:00.000+03:00',
  '2018-04-26T08:56:00.123456+00:00',
  '2018-04-26T08:56:00+0200',
  '2018-04-26T08:56+02:00',
  '2018-04-26T08:56:00z',
])('%s is read', (text) => {
  const minutes = { Z: 0, z: 0, '+02': 120, '+0200': 120, '+02:00': 120, '+03:00': 180, '+00:00': 0 };
  const offset = /(?:[Zz]|\+[\d:]+)$/.exec(text)?.[0] as keyof typeof minutes;
  const parsed = parseDateTime(text);
  expect(parsed?.offset).toBe(minutes[offset]);
  expect(parsed && instantOf(parsed)).toBe(Date.UTC(2018, 3, 26, 8, 56 - minutes[offset]));
});

test.each([
  '2018-04-26T08:56:00.000',
  '2018-04-26',
  '2018-04-26 08:56:00Z',
  '2018-04-31T08:56:00Z',
  '2018-04-26T24:00:00Z',
  '2018-04-26T08:60:00Z',
  '2018-04-26T08:56:60Z',
  '2018-04-26T08:56:00+19:00',
  '2018-04-26T08:56:00+01:60',
  ' 2018-04-26T08:56:00Z',
  'Apr 26, 2018',
  '',
])('%j is no date-time', (text) => {
  expect(parseDateTime(text)).toBeNull();
});

test('a day is strict, and a day of the calendar', () => {
  expect(parseDate('2024-02-29')).toEqual({ year: 2024, month: 2, day: 29 });
  expect(parseDate('0999-01-02')).toEqual({ year: 999, month: 1, day: 2 });
  for (const text of [
    '2023-02-29',
    '1900-02-29',
    '2024-13-01',
    '2024-00-01',
    '2024-01-00',
    '24-01-01',
    '2024-1-1',
  ]) {
    expect(parseDate(text)).toBeNull();
  }
});

test('a time may lack its offset and its seconds', () => {
  expect(parseTime('17:05:09.250+03')).toEqual({
    hour: 17,
    minute: 5,
    second: 9,
    fraction: '250',
    offset: 180,
  });
  expect(parseTime('17:05')).toEqual({ hour: 17, minute: 5, second: 0, fraction: '', offset: null });
  expect(parseTime('7:05')).toBeNull();
  expect(parseTime('17:05:09+25:00')).toBeNull();
});

test('every instant between the years 1 and 9999, at every offset, is read as JavaScript reads it', () => {
  const between = {
    min: new Date('0001-01-02T00:00:00Z'),
    max: new Date('9999-12-30T00:00:00Z'),
    noInvalidDate: true,
  };
  fc.assert(
    fc.property(fc.date(between), fc.integer({ min: -18 * 60, max: 18 * 60 }), (date, offset) => {
      const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
      const text = local + offsetText(offset);
      const parsed = parseDateTime(text);
      expect(parsed && instantOf(parsed)).toBe(Math.floor(Date.parse(text) / 1000) * 1000);
    }),
  );
});

/** The texts that are read, as regular expressions. */
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const CLOCK = '(\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d+))?)?';
const OFFSET = '([Zz]|[+-]\\d\\d(?::?\\d\\d)?)';
const TIME = new RegExp(`^${CLOCK}${OFFSET}?$`);
const DATE_TIME = new RegExp(`^\\d{4}-\\d\\d-\\d\\dT${CLOCK}${OFFSET}$`);

test('texts of other shapes are not read, however near they are', () => {
  const part = fc.constantFrom('2', '0', '9', '-', ':', '.', ',', 'T', 'Z', 'z', '+', ' ', '\n', '٣');
  const near = fc
    .tuple(
      fc.constantFrom('2024-05-01T10:15:09.483+02:00', '0999-12-31T23:59Z', '10:15:09,5+0200', '2024-02-29'),
      fc.array(fc.tuple(fc.nat(30), fc.nat(2), part), { maxLength: 3 }),
    )
    .map(([text, changes]) =>
      changes.reduce<string>((now, [at, gone, come]) => now.slice(0, at) + come + now.slice(at + gone), text),
    );
  fc.assert(
    fc.property(near, (text) => {
      if (!DATE.test(text)) expect(parseDate(text)).toBeNull();
      if (!TIME.test(text)) expect(parseTime(text)).toBeNull();
      if (!DATE_TIME.test(text)) expect(parseDateTime(text)).toBeNull();
      const [, hour, minute, second = '0', fraction = ''] = TIME.exec(text) ?? [];
      const time = parseTime(text);
      if (time === null) return;
      expect([time.hour, time.minute, time.second, time.fraction]).toEqual([
        ...[Number(hour), Number(minute), Number(second)],
        fraction,
      ]);
    }),
    { numRuns: 2000 },
  );
});
