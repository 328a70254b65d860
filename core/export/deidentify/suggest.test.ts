import { expect, test } from 'vitest';
import type { FieldType, FormModel, Labels } from '../../model/form.ts';
import { choices, field, form } from '../testing/forms.ts';
import { suggestionsFor } from './suggest.ts';

const why = (name: string, labels: Labels = {}, type: FieldType = 'string') =>
  suggestionsFor([form([field(name, type, { labels, ...(type === 'string' ? choices('a') : {}) })])])[0]
    ?.why ?? null;

test.each<[string, string | null]>([
  ['first_name', 'name'],
  ['respondentName', 'name'],
  ['PHONE', 'phone'],
  ['phone2', 'phone'],
  ['gps_address', 'address'],
  ['patient_id', 'id'],
  ['deviceid', 'id'],
  ['date_of_birth', 'birth'],
  ['dob', 'birth'],
  ['child_born', 'birth'],
  ['age_years', 'age'],
  ['village', null],
  ['cellar', null],
  ['stage', null],
  ['filename', null],
  ['idea', null],
])('%s: %s', (name, expected) => {
  expect(why(name)).toBe(expected);
});

test.each<[string, string, string]>([
  ['en', 'What is your full name?', 'name'],
  ['fr', 'Quel est votre numéro de téléphone ?', 'phone'],
  ['fr', 'Prénom du répondant', 'name'],
  ['es', '¿Cuál es su dirección?', 'address'],
  ['es', 'Fecha de nacimiento', 'birth'],
  ['pt', 'Endereço completo', 'address'],
  ['pt', 'Idade em anos', 'age'],
  ['ar', 'ما هو رقم الهاتف؟', 'phone'],
  ['ar', 'الاسم الكامل', 'name'],
  ['sw', 'Jina la mhojiwa', 'name'],
  ['sw', 'Nambari ya kitambulisho', 'id'],
])('%s: %s', (language, label, expected) => {
  expect(why('q1', { [language]: label })).toBe(expected);
});

test('places, files and free text by their types', () => {
  expect(why('q', {}, 'geopoint')).toBe('location');
  expect(why('q', {}, 'geoshape')).toBe('location');
  expect(why('q', {}, 'binary')).toBe('media');
  expect(suggestionsFor([form([field('q')])])[0]?.why).toBe('free text');
  expect(suggestionsFor([form([field('q', 'string', { isCalculated: true })])])).toEqual([]);
  expect(why('q', {}, 'int')).toBeNull();
});

test('the name of something with choices is not the name of a person', () => {
  const district = field('district', 'select1', { ...choices('a'), labels: { en: 'Name of the district' } });
  expect(suggestionsFor([form([district])])).toEqual([]);
});

test('what every submission has is not suggested: it is always treated', () => {
  expect(suggestionsFor([form([field('meta/instanceName'), field('meta/instanceID')])])).toEqual([]);
});

test('what the form computes: by its name, and by what it is computed from', () => {
  const computed = (name: string, from: readonly string[], type: FieldType = 'string') =>
    field(name, type, { isCalculated: true, computedFrom: from });
  const newer = form([
    field('p/first_name', 'string'),
    field('dob', 'date'),
    field('home', 'geopoint'),
    field('weight', 'decimal'),
    computed('full_name', []),
    computed('shown', ['greeting']),
    computed('greeting', ['p', 'weight']),
    computed('born', ['dob'], 'date'),
    computed('years', ['dob'], 'int'),
    computed('place', ['home']),
    computed('bmi', ['weight']),
    computed('bmi_2', ['bmi', 'shown_not']),
  ]);
  const older = form([computed('bmi', ['weight', 'dob'])], { version: '0' });
  const suggested = (...models: readonly FormModel[]) =>
    suggestionsFor(models).map(({ path, why: reason, do: treatment }) => [path, reason, treatment]);
  expect(suggested(newer)).toEqual([
    ['p/first_name', 'name', 'leave-out'],
    ['dob', 'birth', 'year'],
    ['home', 'location', 'grid'],
    ['full_name', 'name', 'leave-out'],
    ['shown', 'name', 'leave-out'],
    ['greeting', 'name', 'leave-out'],
    ['born', 'birth', 'year'],
    ['years', 'birth', 'leave-out'],
    ['place', 'location', 'leave-out'],
  ]);
  expect(suggested(newer, older).slice(-2)).toEqual([
    ['bmi', 'birth', 'leave-out'],
    ['bmi_2', 'birth', 'leave-out'],
  ]);
});
