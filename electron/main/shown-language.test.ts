import { expect, test } from 'vitest';
import { shownLanguage } from './shown-language.ts';

const auto = { language: null, formats: 'language' } as const;

test('the best of the system’s languages that there are words for', () => {
  expect(shownLanguage(auto, ['de-DE', 'fr-CA', 'en-US'])).toEqual({ language: 'fr', locale: 'fr-CA' });
  expect(shownLanguage(auto, ['de-DE'])).toEqual({ language: 'en', locale: 'en-GB' });
  expect(shownLanguage(auto, [])).toEqual({ language: 'en', locale: 'en-GB' });
});

test('a chosen language is shown, whatever the system has', () => {
  expect(shownLanguage({ language: 'sw', formats: 'language' }, ['en-US'])).toEqual({
    language: 'sw',
    locale: 'sw',
  });
  expect(shownLanguage({ language: 'en', formats: 'language' }, ['en-US']).locale).toBe('en-US');
  expect(shownLanguage({ language: 'ar', formats: 'computer' }, ['en-KE']).locale).toBe('en-KE');
});
