import { expect, test } from 'vitest';
import { FORM } from '../../analysis/testing/hand-made.ts';
import { anyLabel, labelIn, labelLanguages } from './languages.ts';

const namesOf = (languages: readonly string[], language = languages[0] ?? '') =>
  labelLanguages({ ...FORM, languages, language }).map(({ name }) => name);

test('languages get names that Stata takes, and no two the same', () => {
  expect(namesOf(['English (en)', 'አማርኛ (am)'])).toEqual(['en', 'am']);
  expect(namesOf(['pt-BR', 'Français', 'አማርኛ'])).toEqual(['pt_br', 'français', 'አማርኛ']);
  expect(namesOf(['English (en)', 'EN', 'en'])).toEqual(['en', 'en_2', 'en_3']);
  expect(namesOf([''])).toEqual(['default']);
  expect(namesOf(['1', '!?', 'default'])).toEqual(['l_1', 'default', 'default_2']);
  const long = namesOf(['x'.repeat(40), `${'x'.repeat(40)}y`]);
  expect(long.every((name) => name.length <= 16) && long[0] !== long[1]).toBe(true);
});

test('the language that the user chose is current', () => {
  const languages = labelLanguages({ ...FORM, languages: ['a', 'b'], language: 'b' });
  expect(languages.filter(({ isCurrent }) => isCurrent).map(({ language }) => language)).toEqual(['b']);
});

test('a label that is missing in a language is taken from another', () => {
  const languages = labelLanguages({ ...FORM, languages: ['a', 'b'], language: 'a' });
  expect(anyLabel({ a: '', b: 'B' }, 'a', languages)).toBe('B');
  expect(anyLabel({}, 'a', languages)).toBe('');
  expect(labelIn({ '': 'in none' }, 'a')).toBe('in none');
  expect(labelIn({}, 'constructor')).toBe('');
});
