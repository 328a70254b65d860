import { expect, test } from 'vitest';
import { isRightToLeft, languageCode } from './language-code.ts';

test.each([
  ['English (en)', 'en'],
  ['አማርኛ (am)', 'am'],
  ['Português (pt-BR)', 'pt-BR'],
  ['fr', 'fr'],
  ['Amharic', 'am'],
  ['አማርኛ', 'am'],
  ['العربية', 'ar'],
  ['kiswahili', 'sw'],
  ['', null],
  ['default', null],
  ['Village language', null],
  ['English (UK version)', null],
])('%j has the code %j', (language, code) => {
  expect(languageCode(language)).toBe(code);
});

test('Arabic and Urdu are written from right to left, English and unknown languages are not', () => {
  expect(['ar', 'ur', 'ar-EG', 'ckb'].every(isRightToLeft)).toBe(true);
  expect(['en', 'am', 'art', null].some(isRightToLeft)).toBe(false);
});
