import type {
  ChoiceOption,
  FormatOption,
  LanguageOption,
  SwitchOption,
  TextsOption,
  ZoneOption,
} from './option.ts';

/** Options that several formats share. Each means the same in every format. */

/**
 * How the answer of a select-multiple is written: as one text, as a column for each choice, or as both. A
 * format without a default writes the text.
 */
export const selectMultiple = {
  kind: 'choice',
  values: ['text', 'columns', 'both'],
  offered: { text: 'text', columns: 'columns', both: 'both' },
  flag: {
    flags: '--select-multiple <how>',
    help: 'select-multiples as one text, a column for each choice, or both',
    also: {
      flags: '--split-select-multiples',
      help: 'one more column for each choice, as --select-multiple both',
      sets: 'both',
    },
  },
} as const satisfies ChoiceOption;

/** The same for formats whose column of the whole answer is always there. */
export const splitSelectMultiple = {
  ...selectMultiple,
  values: ['text', 'both'],
  offered: { text: 'text', both: 'both' },
} as const satisfies ChoiceOption;

/** A table for each repeat, or the rows of repeats as numbered columns of their submission. */
export const repeats = {
  kind: 'choice',
  values: ['long', 'wide'],
  offered: { long: 'long', wide: 'wide' },
  flag: { flags: '--repeats <how>', help: 'a table for each repeat, or one row for each submission' },
  default: 'long',
} as const satisfies ChoiceOption;

/** How choices are written where a format has no labels of its own. */
const choices = {
  kind: 'choice',
  values: ['values', 'labels', 'both'],
  offered: { values: 'values', labels: 'labels', both: 'both' },
  flag: { flags: '--choices <how>', help: 'choices as values, as labels, or as both' },
} as const satisfies ChoiceOption;

/** Whether questions that were not asked have a code of their own, where the format can tell them apart. */
export const missing = {
  kind: 'choice',
  values: ['codes', 'empty'],
  offered: { codes: 'codes', empty: 'empty' },
  flag: { flags: '--missing <how>', help: 'answers that were not asked for as codes, or as empty cells' },
  default: 'codes',
} as const satisfies ChoiceOption;

/** Beside each date, time and date-time, a column with the text as it was written. */
export const dateTexts = {
  kind: 'switch',
  flag: { flags: '--date-texts', help: 'add dates and times as they were written' },
} as const satisfies SwitchOption;

/** Answers of the submission that the rows of its repeats get too, each by its path or its unique name. */
export const carry = {
  kind: 'texts',
  of: 'questions',
  flag: { flags: '--carry <question>', help: 'add this answer to the rows of repeats; can be repeated' },
} as const satisfies TextsOption;

/**
 * Puts a `'` before cells that a spreadsheet would run as a formula. For text files; in the window it is on
 * at first.
 */
export const formulaGuard = {
  kind: 'switch',
  flag: {
    flags: '--formula-guard',
    help: 'keep spreadsheets from running cells as formulas',
    off: { flags: '--no-formula-guard', help: 'write such cells as they are' },
  },
  initial: true,
} as const satisfies SwitchOption;

/** How columns are named: by the whole path, its last name, or its shortest unique ending. */
export const names = {
  kind: 'choice',
  values: ['full', 'leaf', 'shortest'],
  offered: { leaf: 'leaf', full: 'full' },
  flag: { flags: '--columns <style>', help: 'column names' },
  default: 'full',
} as const satisfies ChoiceOption;

/** Labels in this language instead of the values of choices. */
export const labels = {
  kind: 'language',
  without: 'values',
  flag: {
    flags: '--labels <language>',
    help: 'labels in this language instead of values ("" for a form with one language)',
  },
} as const satisfies LanguageOption;

/** The same for formats that always have labels: which language comes first. */
export const languageOfLabels = { ...labels, without: 'first-language' } as const satisfies LanguageOption;

/** The time zone in which date-times are shown. */
export const timeZone = {
  kind: 'zone',
  without: 'recorded',
  flag: { flags: '--time-zone <zone>', help: 'show dates in this zone, for example Africa/Nairobi' },
} as const satisfies ZoneOption;

/** What formats with typed columns and without labels of their own have in common. */
export const typedColumns = {
  repeats,
  choices,
  labels: languageOfLabels,
  timeZone,
  dateTexts,
  carry,
} as const satisfies Readonly<Record<string, FormatOption>>;
