import type { Language } from '../../electron/ipc/app.ts';

interface LanguageFacts {
  /** What the language is called in itself: whoever looks for it may understand no other. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
}

const facts: Readonly<Record<Language, LanguageFacts>> = {
  en: { name: 'English', direction: 'ltr' },
  fr: { name: 'Français', direction: 'ltr' },
  es: { name: 'Español', direction: 'ltr' },
  pt: { name: 'Português', direction: 'ltr' },
  ar: { name: 'العربية', direction: 'rtl' },
  sw: { name: 'Kiswahili', direction: 'ltr' },
};

/** The languages of the window, in the order in which they are offered. `words.test.ts` holds that each has all words. */
export const languages = Object.keys(facts) as readonly Language[];

/** What a language is called in itself. */
export function languageName(language: Language): string {
  return facts[language].name;
}

/** The side that a language is written from. */
export function direction(language: Language): LanguageFacts['direction'] {
  return facts[language].direction;
}
