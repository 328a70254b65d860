// Covers core/xform/question-choices.ts.
import { expect, test } from 'vitest';
import type { FormField } from '../model/form.ts';
import { choiceLabel, choiceLabels, labelIn, nodeLabel } from './label.ts';

const languages = ['English (en)', 'French (fr)'];
const labels = { 'French (fr)': 'Âge', 'English (en)': 'Age' };

test('the wanted language, then the default one, then any, then the name', () => {
  expect(labelIn(labels, 'French (fr)', languages)).toBe('Âge');
  expect(labelIn(labels, 'Amharic (am)', languages)).toBe('Age');
  expect(labelIn(labels, null, languages)).toBe('Age');
  expect(labelIn({ 'Amharic (am)': 'ዕድሜ' }, 'French (fr)', languages)).toBe('ዕድሜ');
  expect(labelIn({ '': 'plain' }, 'French (fr)', [])).toBe('plain');
  expect(labelIn({ 'French (fr)': '' }, 'French (fr)', languages)).toBeNull();
});

test('a language named like a property of every object finds nothing there', () => {
  expect(labelIn({}, 'constructor', ['toString', '__proto__'])).toBeNull();
});

test('a missing label is replaced by the name or value; the first of repeated values counts', () => {
  const field: FormField = {
    kind: 'field',
    name: 'age',
    path: 'g/age',
    labels: {},
    type: 'select1',
    bindType: 'string',
    choices: [
      { value: 'y', labels },
      { value: 'n', labels: {} },
      { value: 'y', labels: { '': 'other' } },
    ],
    mediaType: null,
  };
  expect(nodeLabel(field, null, languages)).toBe('age');
  expect(choiceLabel({ value: 'n', labels: {} }, null, languages)).toBe('n');
  expect([...choiceLabels(field, 'French (fr)', languages)]).toEqual([
    ['y', 'Âge'],
    ['n', 'n'],
  ]);
  expect(choiceLabels({ ...field, choices: null }, null, languages).size).toBe(0);
});
