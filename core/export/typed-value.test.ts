// Covers core/export/number-pattern.ts.

import { expect, test } from 'vitest';
import type { FieldType } from '../model/form.ts';
import { choices, field } from './testing/forms.ts';
import { type TypedValue, valueReader } from './typed-value.ts';

const read = (type: FieldType, written: string, ...values: string[]): TypedValue =>
  valueReader(field('q', type, values.length === 0 ? {} : choices(...values)))(written);
const number = (value: number) => ({ kind: 'number', number: value });
const chosen = (...values: string[]) => ({ kind: 'choices', values });
const other = (text: string) => ({ kind: 'other', text });

test.each<FieldType>(['string', 'int', 'date', 'geopoint', 'select', 'binary', 'boolean'])(
  'an empty answer to a %s has no value',
  (type) => {
    expect(read(type, '')).toEqual({ kind: 'none' });
    expect(read(type, ' \n\t')).toEqual({ kind: 'none' });
  },
);

test.each<[FieldType, string, object]>([
  ['int', ' 42 ', number(42)],
  ['int', '-7', number(-7)],
  ['int', '1.5', other('1.5')],
  ['int', '9007199254740993', other('9007199254740993')],
  ['decimal', '1.5', number(1.5)],
  ['decimal', '-.5e3', number(-500)],
  ['decimal', '1,5', other('1,5')],
  ['decimal', '0x10', other('0x10')],
  ['decimal', '9e999', other('9e999')],
  ['boolean', 'TRUE', { kind: 'boolean', isTrue: true }],
  ['boolean', '0', { kind: 'boolean', isTrue: false }],
  ['boolean', 'yes', other('yes')],
  ['date', '2024-02-29', { kind: 'date', day: { year: 2024, month: 2, day: 29 } }],
  ['date', '0999-01-01', { kind: 'date', day: { year: 999, month: 1, day: 1 } }],
  ['date', '2023-02-29', other('2023-02-29')],
  ['dateTime', '2024-01-01T08:30:00', other('2024-01-01T08:30:00')],
  ['binary', 'photo.jpg', { kind: 'file', name: 'photo.jpg' }],
  ['string', ' as written ', { kind: 'text', text: ' as written ' }],
  ['barcode', '0012', { kind: 'text', text: '0012' }],
])('%s %j is %j', (type, written, wanted) => {
  expect(read(type, written)).toEqual(wanted);
});

test('a time of day may have an offset', () => {
  const clock = { hour: 8, minute: 30, second: 0, fraction: '' };
  expect(read('time', '08:30')).toEqual({ kind: 'time', time: { ...clock, offset: null } });
  expect(read('time', '08:30:00Z')).toEqual({ kind: 'time', time: { ...clock, offset: 0 } });
});

test('a date-time keeps its clock time and its offset', () => {
  expect(read('dateTime', '2024-03-01T08:30:09.25+03:00')).toEqual({
    kind: 'dateTime',
    at: { year: 2024, month: 3, day: 1, hour: 8, minute: 30, second: 9, fraction: '25', offset: 180 },
  });
});

test('places have two to four parts, lines and areas any number of them', () => {
  const [at, far] = [
    { latitude: 1.5, longitude: -2, altitude: null, accuracy: null },
    { latitude: 3, longitude: 4, altitude: 5, accuracy: 6.5 },
  ];
  expect(read('geopoint', '3 4 5 6.5')).toEqual({ kind: 'points', points: [far] });
  expect(read('geopoint', '1.5 -2')).toEqual({ kind: 'points', points: [at] });
  for (const odd of ['1', '1 2 3 4 5', '1 x', '1,2 3']) expect(read('geopoint', odd)).toEqual(other(odd));
  expect(read('geotrace', '1.5 -2; 3 4 5 6.5;')).toEqual({ kind: 'points', points: [at, far] });
  expect(read('geoshape', '1.5 -2;x')).toEqual(other('1.5 -2;x'));
});

test('values are told apart by the known choices', () => {
  expect(read('select', 'a c', 'a', 'b')).toEqual(chosen('a', 'c'));
  expect(read('select', 'New York b', 'New York', 'b')).toEqual(chosen('New York', 'b'));
  expect(read('select', 'New Jersey', 'New York', 'b')).toEqual(other('New Jersey'));
  expect(read('rank', 'b a', 'a', 'b')).toEqual(chosen('b', 'a'));
  expect(read('select1', 'two words', 'a')).toEqual(chosen('two words'));
});
