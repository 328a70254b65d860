import { type Language, languages, type Settings } from '../ipc/app.ts';

/** The language to show and the locale to write numbers and dates by. Takes the system's languages, the best first. */
export function shownLanguage(
  { language, formats }: Pick<Settings, 'language' | 'formats'>,
  system: readonly string[],
): { readonly language: Language; readonly locale: string } {
  const known = (tag: string): Language | undefined =>
    languages.find((one) => one === tag.toLowerCase().split('-')[0]);
  const shown = language ?? system.map(known).find((one) => one !== undefined) ?? 'en';
  const ofComputer = system[0];
  if (formats === 'computer' && ofComputer !== undefined) return { language: shown, locale: ofComputer };
  // The system's own variant of the language where it has one; else the one that most of its readers use.
  const variant = system.find((tag) => known(tag) === shown && tag.includes('-'));
  const usual: Readonly<Record<Language, string>> = {
    en: 'en-GB',
    fr: 'fr',
    es: 'es',
    pt: 'pt',
    ar: 'ar',
    sw: 'sw',
  };
  return { language: shown, locale: variant ?? usual[shown] };
}
