import { expect, test } from 'vitest';
import type { FormRef } from '../model/form-ref.ts';
import { withDistinctNames } from './form-names.ts';

const form = (formId: string, name: string, version: string | null = null): FormRef => ({
  formId,
  version,
  name,
  locator: formId,
  mediaLocator: null,
});
const names = (forms: readonly FormRef[]): string[] => forms.map(({ name }) => name);

test('forms of one name differ by their project or owner, where the server says it', () => {
  const forms = [form('a', 'Births'), form('b', 'Births'), form('c', 'Deaths')];
  const of: Readonly<Record<string, string>> = { a: 'amina', b: 'brahim', c: 'amina' };
  const place = (one: FormRef) => ({ project: null, owner: of[one.formId] ?? null });
  expect(names(withDistinctNames(forms, place))).toEqual(['Births (amina)', 'Births (brahim)', 'Deaths']);
});

test('else by their version, and where that is the same, by their IDs', () => {
  expect(names(withDistinctNames([form('a', 'Births', '1'), form('b', 'Births', '2')]))).toEqual([
    'Births (1)',
    'Births (2)',
  ]);
  expect(names(withDistinctNames([form('a', 'Births', '1'), form('b', 'Births', '1')]))).toEqual([
    'Births (a)',
    'Births (b)',
  ]);
});

test('the versions of one form keep the name of each', () => {
  const forms = [form('a', 'Births', '1'), form('a', 'Births of 2026', '2')];
  expect(names(withDistinctNames(forms))).toEqual(['Births', 'Births of 2026']);
});
