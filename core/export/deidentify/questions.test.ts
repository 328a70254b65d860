import { expect, test } from 'vitest';
import { field, form, group, repeat } from '../testing/forms.ts';
import { questionsToTreat } from './questions.ts';

test('every question is listed once, with what fits its type, and nothing is decided', () => {
  const model = form([
    group(
      'hh',
      field('hh/phone'),
      field('hh/gps', 'geopoint'),
      field('hh/dob', 'date'),
      field('hh/rooms', 'int'),
    ),
    repeat('child', field('child/weight', 'decimal')),
    group('meta', field('meta/instanceID')),
  ]);
  const questions = questionsToTreat([model, model], null);
  expect(questions.map(({ path, isInRepeat, suggestion }) => [path, isInRepeat, suggestion])).toEqual([
    ['hh/phone', false, { why: 'phone', do: 'leave-out' }],
    ['hh/gps', false, { why: 'location', do: 'grid' }],
    ['hh/dob', false, { why: 'birth', do: 'year' }],
    ['hh/rooms', false, null],
    ['child/weight', true, null],
  ]);
  expect(questions.map(({ offered }) => offered[0])).toEqual(['leave-out', 'grid', 'month', 'band', 'band']);
});
