import { expect, test } from 'vitest';
import { column, FORM } from '../../analysis/testing/hand-made.ts';
import { columnComment, tableComment } from './comments.ts';
import { markIn } from './mark.ts';

test('a column says its label, its name in the form, its unit, its choices and what was done to it', () => {
  const list = {
    name: 'sex',
    choices: [{ value: 'f', labels: { '': 'Female' }, code: 1 }],
    isCodedByValue: false,
  };
  const question = {
    path: 'group/sex',
    type: 'select1',
    labels: {},
    hints: {},
    relevant: null,
    constraint: null,
    required: null,
    versions: null,
    treatment: 'kept as it is',
  } as const;
  const sex = column('sex', 'text', { original: 'group/sex', labels: { '': "Head's sex" }, list, question });
  expect(columnComment(sex, FORM).split('\n')).toEqual([
    "Head's sex",
    'In the form: group/sex',
    'De-identified: kept as it is',
    'f: Female',
  ]);
  expect(columnComment(column('height', 'number', { unit: 'metres' }), FORM)).toBe('height\nIn metres');
});

test('a table is known by its comment, and nothing else is', () => {
  const comment = tableComment({ form: FORM, labels: {}, path: 'member' }, { part: 2, writers: ['w'] });
  expect(comment).toMatch(/^Survey\nForm survey, version 1, repeat member\./);
  expect(markIn(comment)).toEqual({ form: 'survey', path: 'member', part: 2, writers: ['w'] });
  for (const other of [null, '', 'mine', 'Made by Attaché: {', 'Made by Attaché: {"form":1}']) {
    expect(markIn(other)).toBeNull();
  }
});
