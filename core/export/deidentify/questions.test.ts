import { expect, test } from 'vitest';
import { field, form, group, repeat } from '../testing/forms.ts';
import { questionsToTreat } from './questions.ts';

test('a question that is called meta is one of the form, and can be decided about', () => {
  const model = form([field('meta'), group('a', group('a/meta', field('a/meta/instanceName')))]);
  expect(questionsToTreat([model], null).map(({ path, suggestion }) => [path, suggestion?.why])).toEqual([
    ['submission_date', 'submission date'],
    ['meta', 'free text'],
    ['a', undefined],
  ]);
});

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
    ['submission_date', false, { why: 'submission date', do: 'month' }],
    ['hh', false, null],
    ['hh/phone', false, { why: 'phone', do: 'leave-out' }],
    ['hh/gps', false, { why: 'location', do: 'grid' }],
    ['hh/dob', false, { why: 'birth', do: 'year' }],
    ['hh/rooms', false, null],
    ['child', true, null],
    ['child/weight', true, null],
  ]);
  expect(questions.map(({ kind, questions: count, offered }) => [kind, count, offered[0]])).toEqual([
    ['date', 1, 'month'],
    ['group', 4, 'leave-out'],
    ['question', 1, 'leave-out'],
    ['question', 1, 'grid'],
    ['question', 1, 'month'],
    ['question', 1, 'band'],
    ['repeat', 1, 'leave-out'],
    ['question', 1, 'band'],
  ]);
});
