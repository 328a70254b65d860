import type { IntlMessageFormat } from 'intl-messageformat';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { Language } from '../../electron/ipc/app.ts';
import type { ProblemView } from '../../electron/ipc/common.ts';
import { keptApart, unbroken } from './bidi.ts';
import { direction } from './languages.ts';
import { messageFormat, type Values, type WordId } from './words.ts';

type RichValue = Values[string] | ReactNode | ((parts: ReactNode[]) => ReactNode);

/** The words of the language that is shown, and how it writes numbers, dates and sizes. */
export interface Words {
  readonly language: Language;
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
  t(id: WordId, values?: Values): string;
  /** A message whose tags and values may be elements. */
  rich(id: WordId, values: Readonly<Record<string, RichValue>>): ReactNode;
  /** A message whose name is made from a value of the contract (see `dynamic.ts`); null when there is none. */
  maybe(id: string, values?: Values): string | null;
  number(value: number, digits?: number): string;
  percent(share: number): string;
  bytes(size: number): string;
  /** "Today 09:14", "Yesterday", "3 Nov", "3 Nov 2025". */
  when(instant: string): string;
  /** The time alone when it is today, else as `when`. */
  since(instant: string): string;
  /** Date and time with zone, for tooltips. */
  full(instant: string): string;
  /** "22 Nov 2026 16:25": fixed width, for tables. Text that is no date is given back. */
  stamp(text: string, kind: 'date' | 'datetime' | 'time'): string;
  day(day: string): string;
  /** "2 minutes 5 seconds" for what took that long. */
  duration(seconds: number): string;
  problem(problem: ProblemView): { readonly sentence: string; readonly action: string };
}

/** What a plural is in a parsed message. */
const PLURAL = 6;

/** The words of a language, with numbers and dates as a locale writes them. */
export function makeWords(language: Language, locale: string): Words {
  const isRightToLeft = direction(language) === 'rtl';
  const written = (format: IntlMessageFormat, values: Values = {}): string =>
    String(format.format(isolated(format, uncounted(format, values), isRightToLeft)));
  const t = (id: string, values?: Values): string => {
    const format = messageFormat(language, locale, id);
    return format === null ? id : written(format, values);
  };
  const maybe = (id: string, values?: Values): string | null => {
    const format = messageFormat(language, locale, id);
    if (format === null) return null;
    try {
      return written(format, values);
    } catch {
      // A problem of an older Attaché may lack a detail that these words take: its own words are there then.
      return null;
    }
  };
  const date = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options);
  const time = date({ hour: '2-digit', minute: '2-digit', hour12: false });
  const dayMonth = date({ day: 'numeric', month: 'short' });
  const dayMonthYear = date({ day: 'numeric', month: 'short', year: 'numeric' });
  const full = date({ dateStyle: 'full', timeStyle: 'long' });
  const integer = new Intl.NumberFormat(locale);
  const size = (value: number): string =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
  const when = (instant: string): string => {
    const at = new Date(instant);
    if (Number.isNaN(at.getTime())) return instant;
    const now = new Date();
    const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
    if (days === 0) return unbroken(t('common.today', { time: time.format(at) }));
    if (days === 1) return t('common.yesterday');
    return unbroken((at.getFullYear() === now.getFullYear() ? dayMonth : dayMonthYear).format(at));
  };
  return {
    language,
    locale,
    dir: direction(language),
    t,
    maybe,
    rich: (id, values) => {
      const format = messageFormat(language, locale, id);
      return format === null
        ? id
        : (format.format(isolated(format, values, isRightToLeft) as Values) as ReactNode);
    },
    number: (value, digits) =>
      digits === undefined
        ? integer.format(value)
        : new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value),
    percent: (share) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share),
    bytes: (value) => {
      if (value < 1000) return unbroken(t('common.bytes', { count: value }));
      if (value < 1e6) return unbroken(t('common.kilobytes', { size: size(value / 1e3) }));
      if (value < 1e9) return unbroken(t('common.megabytes', { size: size(value / 1e6) }));
      return unbroken(t('common.gigabytes', { size: size(value / 1e9) }));
    },
    when,
    since: (instant) => {
      const at = new Date(instant);
      return startOfDay(at) === startOfDay(new Date()) ? time.format(at) : when(instant);
    },
    full: (instant) => {
      const at = new Date(instant);
      return Number.isNaN(at.getTime()) ? instant : full.format(at);
    },
    stamp: (text, kind) => {
      if (kind === 'time') return text.slice(0, 5);
      // As recorded: the clock that the device showed, not this computer's.
      const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}))?/.exec(text);
      if (match === null) return text;
      const [, year, month, ofMonth, clock] = match;
      const shown = dayMonthYear.format(new Date(Number(year), Number(month) - 1, Number(ofMonth)));
      return unbroken(kind === 'datetime' && clock !== undefined ? `${shown} ${clock}` : shown);
    },
    day: (day) => unbroken(dayMonthYear.format(new Date(`${day}T12:00:00`))),
    duration: (seconds) => {
      if (seconds < 60) return t('common.seconds', { count: Math.round(seconds) });
      if (seconds < 3600) return t('common.minutes', { count: Math.round(seconds / 60) });
      return t('common.hours', { count: Math.round(seconds / 3600) });
    },
    problem: ({ code, params, message, action }) => ({
      sentence: maybe(`codes.${code}.sentence`, params) ?? message,
      action: maybe(`codes.${code}.action`, params) ?? action,
    }),
  };
}

/** A number that nobody knows is null, and has its words at `=0`: no message counts to nought of anything there. */
function uncounted(format: IntlMessageFormat, values: Values): Values {
  const known = Object.entries(values).filter(([, value]) => value === null);
  if (known.length === 0) return values;
  const counted = new Set(format.getAst().flatMap((part) => (part.type === PLURAL ? [part.value] : [])));
  const zeros = known.flatMap(([name]) => (counted.has(name) ? [[name, 0] as const] : []));
  return { ...values, ...Object.fromEntries(zeros) };
}

function startOfDay(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

const WordsContext = createContext<Words | null>(null);

export function WordsProvider({
  language,
  locale,
  children,
}: {
  readonly language: Language;
  readonly locale: string;
  readonly children: ReactNode;
}): ReactNode {
  const words = useMemo(() => makeWords(language, locale), [language, locale]);
  return <WordsContext value={words}>{children}</WordsContext>;
}

/** The words of the language that is shown. Throws outside of a `WordsProvider`. */
export function useWords(): Words {
  const words = useContext(WordsContext);
  if (words === null) throw new Error('no words here');
  return words;
}

/** The texts that a message shows, each kept in its own order. What only chooses between words stays as it is. */
function isolated<V>(
  format: IntlMessageFormat,
  values: Readonly<Record<string, V>>,
  isRightToLeft: boolean,
): Readonly<Record<string, V | string>> {
  const chosen = new Set(format.getAst().flatMap((element) => ('options' in element ? [element.value] : [])));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && !chosen.has(name) ? keptApart(value, isRightToLeft) : value,
    ]),
  );
}
