import type { FormatDescription } from '../description.ts';
import type { ChoiceOption } from '../option.ts';
import { repeats, timeZone } from '../shared-options.ts';

/** What the codebook is: a page to read and print, a table, or data for programs. */
const codebookFormat = {
  kind: 'choice',
  values: ['html', 'csv', 'json'],
  offered: { html: 'html', csv: 'csv', json: 'json' },
  flag: { flags: '--codebook-format <format>', help: 'the codebook as html, csv, or json' },
  default: 'html',
} as const satisfies ChoiceOption;

/** One file that tells about the questions of a form and how often they were answered. */
export const description = {
  id: 'codebook',
  hasNoAnswers: true,
  help: 'codebook: questions, choices, conditions and counts, without answers; HTML, CSV or JSON',
  options: {
    codebookFormat,
    repeats,
    /** Default: each date-time on the clock that recorded it. */
    timeZone,
  },
  ownColumns: ['hasDrafts', 'hasSources'],
} as const satisfies FormatDescription;
