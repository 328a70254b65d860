import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { trimXml } from '../../../ground/xml/xml.ts';
import { zoneOffset } from '../../zone.ts';
import { briefcaseDate, briefcaseDateTime, briefcaseTime, encodeCell } from './cells.ts';

const utc = zoneOffset('UTC');

test('dates, times and date-times as Briefcase writes them', () => {
  expect(briefcaseDate('2018-04-26')).toBe('Apr 26, 2018');
  expect(briefcaseDate('0999-01-02')).toBe('Jan 2, 0999');
  expect(briefcaseTime('17:05:09.000+03:00')).toBe('5:5:09 PM');
  expect(briefcaseTime('00:00:00.000Z')).toBe('12:0:00 AM');
  expect(briefcaseTime('12:00:00.000-11:00')).toBe('12:0:00 PM');
  expect(briefcaseDateTime('2018-04-18T10:15:09.483+02', utc)).toBe('Apr 18, 2018 8:15:09 AM');
  expect(briefcaseDateTime('2018-04-18T00:00:00.999Z', utc)).toBe('Apr 18, 2018 12:00:00 AM');
  expect(briefcaseDateTime('2018-12-31T23:30:00-01:00', utc)).toBe('Jan 1, 2019 12:30:00 AM');
  expect(briefcaseDateTime('0050-03-04T05:06:07Z', utc)).toBe('Mar 4, 0050 5:06:07 AM');
});

test('only line ends, quotes and commas need quotes', () => {
  expect(encodeCell('', true)).toBe('');
  expect(encodeCell('', false)).toBe('""');
  for (const text of [' =1+1 ', "it's", 'a;b\tc', 'a\u2028b', 'ሰላም'])
    expect(encodeCell(text, false)).toBe(text);
  expect(encodeCell('a,b', false)).toBe('"a,b"');
  for (const end of ['\n', '\r', '\r\n']) expect(encodeCell(`a${end}b`, false)).toBe(`"a${end}b"`);
  expect(encodeCell('"', false)).toBe('""""');
});

test('a CSV reader gets back every trimmed answer', () => {
  const answer = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a",\n\r\t ;=]*$/));
  fc.assert(
    fc.property(fc.array(fc.array(answer, { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
      const trimmed = rows.map((row) => row.map(trimXml));
      const text = trimmed.map((row) => `${row.map((cell) => encodeCell(cell, false)).join(',')}\n`).join('');
      expect(parse(text, { record_delimiter: ['\r\n', '\n', '\r'] })).toEqual(trimmed);
    }),
  );
});
