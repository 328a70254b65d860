import type { FormatDescription } from '../description.ts';
import type { ChoiceOption } from '../option.ts';
import {
  carry,
  dateTexts,
  languageOfLabels,
  missing,
  repeats,
  selectMultiple,
  timeZone,
} from '../shared-options.ts';

/** The release of files with more variables than release 118 can have. */
const stataRelease = {
  kind: 'choice',
  values: ['118', '119'],
  offered: { '118': '118', '119': '119' },
  flag: {
    flags: '--stata-release <number>',
    help: 'above 32,767 variables: several files of 118, or one of 119, which only Stata/MP opens',
  },
  default: '118',
} as const satisfies ChoiceOption;

/** Files for Stata 14 and later, with labels and typed variables. */
export const description = {
  id: 'stata',
  help: 'Stata files (.dta) with labels, dates and missing values, one per form and per repeat',
  options: {
    selectMultiple: { ...selectMultiple, default: 'both' },
    repeats,
    /** Default: the form's first language. All others are in the file, too. */
    labels: languageOfLabels,
    timeZone,
    dateTexts,
    carry,
    missing,
    stataRelease,
  },
  ownColumns: ['hasDrafts', 'hasSources'],
} as const satisfies FormatDescription;
