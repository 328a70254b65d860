import type { ChoiceOption, LanguageOption, SwitchOption, ZoneOption } from './option.ts';

/** Options that several formats share. Each means the same in every format. */

export const splitSelectMultiples = {
  kind: 'switch',
  flag: { flags: '--split-select-multiples', help: 'one more column for each choice' },
} as const satisfies SwitchOption;

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

export const labels = {
  kind: 'language',
  flag: {
    flags: '--labels <language>',
    help: 'labels in this language instead of values ("" for a form with one language)',
  },
} as const satisfies LanguageOption;

/** The time zone in which date-times are shown. */
export const timeZone = {
  kind: 'zone',
  without: 'recorded',
  flag: { flags: '--time-zone <zone>', help: 'show dates in this zone, for example Africa/Nairobi' },
} as const satisfies ZoneOption;
