import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Choice, FormField, FormModel } from '../model/form.ts';
import { choicesByAppearance } from './choices-by-appearance.ts';
import { mergeForms } from './merge-forms.ts';

function form(version: number, questions: Readonly<Record<string, readonly Choice[] | null>>): FormModel {
  const children = Object.entries(questions).map(
    ([name, choices]): FormField => ({
      kind: 'field',
      name,
      path: name,
      labels: {},
      type: 'select1',
      bindType: '',
      choices,
      mediaType: null,
    }),
  );
  const base = { formId: 'f', title: 'F', rootName: 'data', publicKey: null, languages: [], choiceFiles: [] };
  return { ...base, version: `${version}`, children };
}

const choice = (value: string, labels: Choice['labels'] = {}): Choice => ({ value, labels });
const values = (models: readonly FormModel[], path: string) =>
  choicesByAppearance(models)
    .get(path)
    ?.map(({ value }) => value);

test('the oldest come first; a choice that a version moves or removes keeps its place', () => {
  const models = [
    form(3, { q: [choice('new'), choice('b'), choice('a')] }),
    form(2, { q: [choice('c'), choice('a'), choice('b')] }),
    form(1, { q: [choice('b'), choice('gone'), choice('a')] }),
  ];
  expect(values(models, 'q')).toEqual(['b', 'gone', 'a', 'c', 'new']);
});

test('the newest label of each language counts; one that only an older version has stays', () => {
  const models = [
    form(2, { q: [choice('a', { en: 'New' }), choice('a', { en: 'Twice' })] }),
    form(1, { q: [choice('a', { en: 'Old', am: 'አሮጌ' })] }),
  ];
  expect(choicesByAppearance(models).get('q')).toEqual([choice('a', { en: 'New', am: 'አሮጌ' })]);
});

test('a list that is not known now is left out, one that was not known before is not', () => {
  const models = [
    form(2, { now: null, before: [choice('a')] }),
    form(1, { now: [choice('a')], before: null }),
  ];
  expect([...choicesByAppearance(models).keys()]).toEqual(['before']);
});

const labels = fc.dictionary(fc.constantFrom('', 'en', 'fr', 'am'), fc.constantFrom('x', 'y', 'z'));
const list = fc.uniqueArray(
  fc.record({ value: fc.constantFrom(...'abcdef', '__proto__', 'constructor'), labels }),
  {
    selector: ({ value }) => value,
  },
);
const versions = fc.array(
  fc.dictionary(fc.constantFrom('p', 'q', 'r'), fc.option(list, { freq: 5 }), { noNullPrototype: true }),
  {
    minLength: 1,
    maxLength: 5,
  },
);

test('the choices are those of the merged form, and another version never moves a known one', () => {
  fc.assert(
    fc.property(versions, (questions) => {
      const models = questions.map((one, i) => form(questions.length - i, one));
      const found = choicesByAppearance(models);
      for (const field of mergeForms(models).children as readonly FormField[]) {
        const merged = field.choices && [...field.choices].sort(byValue);
        expect([...(found.get(field.path) ?? [])].sort(byValue)).toEqual(merged ?? []);
        expect(found.has(field.path)).toBe(merged !== null);
        const before =
          choicesByAppearance(models.slice(1))
            .get(field.path)
            ?.map(({ value }) => value) ?? [];
        if (found.has(field.path))
          expect(values(models, field.path)?.slice(0, before.length)).toEqual(before);
      }
    }),
  );
});

function byValue(a: Choice, b: Choice): number {
  return a.value < b.value ? -1 : 1;
}
