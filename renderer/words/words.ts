import { IntlMessageFormat } from 'intl-messageformat';
import type { Language } from '../../electron/ipc/app.ts';
import type { english } from './english.ts';

type English = typeof english;
/** Every message of the window: the file's name, a dot, and the name within. */
export type WordId = { [F in keyof English]: `${F & string}.${keyof English[F] & string}` }[keyof English];

export type Values = Readonly<Record<string, string | number | boolean | Date | null | undefined>>;

/** `./fr/forms.json` → the texts by name. Bundled, so that no language is ever fetched. */
const files: Record<string, Readonly<Record<string, string>>> = import.meta.glob('./*/*.json', {
  eager: true,
  import: 'default',
});

/** The text of a message before it is formatted; English where a language lacks it, null where there is none. */
export function messageText(language: Language, id: string): string | null {
  const dot = id.indexOf('.');
  const file = id.slice(0, dot);
  const name = id.slice(dot + 1);
  return files[`./${language}/${file}.json`]?.[name] ?? files[`./en/${file}.json`]?.[name] ?? null;
}

const formats = new Map<string, IntlMessageFormat>();

/**
 * The format of a message (ICU MessageFormat). Takes the language of its words and the locale that its numbers are
 * written by. Null when there is no such message.
 */
export function messageFormat(language: Language, locale: string, id: string): IntlMessageFormat | null {
  const key = `${language} ${locale} ${id}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const text = messageText(language, id);
  if (text === null) return null;
  const format = new IntlMessageFormat(text, locale);
  formats.set(key, format);
  return format;
}

export function direction(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}
