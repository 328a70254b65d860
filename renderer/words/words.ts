import { IntlMessageFormat } from 'intl-messageformat';
import type { Language } from '../../electron/ipc/app.ts';
import { latinKept } from './bidi.ts';
import type { english } from './english.ts';
import { direction } from './languages.ts';

type English = typeof english;
/** Every message of the window: the file's name, a dot, and the name within. */
export type WordId = { [F in keyof English]: `${F & string}.${keyof English[F] & string}` }[keyof English];

export type Values = Readonly<Record<string, string | number | boolean | Date | null | undefined>>;

type Texts = Readonly<Record<string, string>>;

/** `./en/forms.json` → the texts by name. English is always there: it stands in for what another language lacks. */
const files: Record<string, Texts> = import.meta.glob<Texts>('./en/*.json', {
  eager: true,
  import: 'default',
});
/** The other languages, a file of the app each (electron.vite.config.ts): only the one that is shown is read. */
const others: Record<string, () => Promise<Texts>> = import.meta.glob<Texts>(['./*/*.json', '!./en/*.json'], {
  import: 'default',
});
const loaded = new Set<Language>(['en']);

export function isLoaded(language: Language): boolean {
  return loaded.has(language);
}

/** Reads the words of a language from the app. */
export async function loadLanguage(language: Language): Promise<void> {
  const own = Object.keys(others).filter((path) => path.startsWith(`./${language}/`));
  await Promise.all(
    own.map(async (path) => {
      files[path] = (await others[path]?.()) ?? {};
    }),
  );
  loaded.add(language);
}

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
  const written = new IntlMessageFormat(text, locale);
  const format =
    direction(language) === 'rtl' ? new IntlMessageFormat(latinKept(written.getAst()), locale) : written;
  formats.set(key, format);
  return format;
}
