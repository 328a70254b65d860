import type { FormatDescription } from '../description.ts';
import type { SwitchOption } from '../option.ts';
import { languageOfLabels } from '../shared-options.ts';

const pdf = {
  kind: 'switch',
  flag: {
    flags: '--pdf',
    help: 'print the sheets into a PDF file too, with an installed Chromium, Chrome or Edge',
  },
} as const satisfies SwitchOption;

/** Pages to read and to print: each submission as the form asked it, with photos. */
export const description = {
  id: 'sheets',
  help: 'sheets to read or print (HTML, PDF): each submission in the order of the form, with labels and photos',
  options: {
    /** Default: the first language of the form. */
    labels: languageOfLabels,
    pdf,
  },
  ownColumns: [],
  hasRepeatsInside: true,
} as const satisfies FormatDescription;
