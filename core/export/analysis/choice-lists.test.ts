import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FormField, FormModel } from '../../model/form.ts';
import { mergeForms } from '../../xform/merge-forms.ts';
import { choices, field, form } from '../testing/forms.ts';
import type { ChoiceList } from './choice-list.ts';
import { ChoiceLists } from './choice-lists.ts';
import { fieldsOf } from './fields-of.ts';

const value = fc.oneof(
  fc.constantFrom('yes', 'no', '1', '2', '3', '99', '-1', '007', '2147483620', '2147483621', 'other', ''),
  fc.integer({ min: -5, max: 12 }).map(String),
  fc.string({ maxLength: 4 }),
);
const versions = fc.array(fc.array(value, { maxLength: 6 }), { minLength: 1, maxLength: 4 });

function listOf(models: readonly FormModel[], path = 'x'): ChoiceList {
  const lists = new ChoiceLists(models);
  const list = lists.of(fieldsOf(mergeForms(models)).find((one) => one.path === path) as FormField);
  if (list === null) throw new Error('no list');
  return list;
}

/** The definitions, the newest first. Takes the values of each version, the oldest first. */
function modelsOf(history: readonly (readonly string[])[]): FormModel[] {
  return history
    .map((values, i) => form([field('x', 'select1', choices(...values))], { version: String(i) }))
    .reverse();
}

it('gives each choice a code of its own, which no later version changes', () => {
  fc.assert(
    fc.property(versions, (history) => {
      const { choices: all } = listOf(modelsOf(history));
      expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
      expect(new Set(all.map((choice) => choice.value))).toEqual(new Set(history.flat()));
      for (const { code } of all) expect(code === Math.trunc(code) && code <= 2_147_483_620).toBe(true);
      const before = listOf(modelsOf(history.slice(0, Math.max(1, history.length - 1))));
      const codes = new Map(all.map((choice) => [choice.value, choice.code]));
      for (const choice of before.choices) expect(codes.get(choice.value)).toBe(choice.code);
    }),
  );
});

it('codes whole numbers by themselves, and other values by their order', () => {
  const codes = (...values: string[]): number[] => listOf(modelsOf([values])).choices.map(({ code }) => code);
  expect(codes('3', '1', '-99')).toEqual([3, 1, -99]);
  expect(codes('yes', 'no')).toEqual([1, 2]);
  expect(codes('yes', 'no', '1')).toEqual([2, 3, 1]);
  expect(codes('01', '1')).toEqual([2, 1]);
  expect(listOf(modelsOf([['0', '1']])).isCodedByValue).toBe(true);
  expect(listOf(modelsOf([['0', 'x']])).isCodedByValue).toBe(false);
});

it('names lists as the form does, each once', () => {
  const models = [
    form([
      field('a', 'select1', { ...choices('1', '2'), listName: 'yn' }),
      field('b', 'select', { ...choices('1', '2'), listName: 'yn' }),
      field('c', 'select1', { ...choices('3'), listName: 'yn' }),
      field('d', 'select1', choices('4')),
    ]),
  ];
  const lists = new ChoiceLists(models);
  const [a, b, c, d] = fieldsOf(models[0] as FormModel).map((one) => lists.of(one));
  expect(a).toBe(b);
  expect([a?.name, c?.name, d?.name]).toEqual(['yn', 'yn_2', 'd']);
});
