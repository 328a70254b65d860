import type { FormatDescription } from '../description.ts';
import {
  carry,
  dateTexts,
  languageOfLabels,
  missing,
  repeats,
  selectMultiple,
  timeZone,
} from '../shared-options.ts';

/** Labelled files for SPSS and PSPP: one for the submissions and one for each repeat. */
export const description = {
  id: 'spss',
  help: 'SPSS files (.sav) with labels, real dates and missing values, for SPSS, PSPP and R',
  options: {
    selectMultiple: { ...selectMultiple, default: 'both' },
    repeats,
    missing,
    /** Default: the form's first language. */
    labels: languageOfLabels,
    timeZone,
    dateTexts,
    carry,
  },
  ownColumns: ['hasDrafts', 'hasSources'],
} as const satisfies FormatDescription;
