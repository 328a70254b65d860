import { fileBeside } from '../../../ground/export-names.ts';
import { Problem } from '../../../ground/problem.ts';
import { fileBase } from '../../file-names.ts';
import type { OptionsFor } from '../../options.ts';
import type { Format } from '../format.ts';
import { firstKeys } from './first-keys.ts';
import { planSheets } from './plan.ts';

/** The page of a form. Takes the base of its name. */
function pageName(base: string): string {
  return fileBeside(base, '', '', '.html');
}

/** All submissions of a form are on one page, each on paper of its own. */
export const sheets: Format<OptionsFor<'sheets'>> = {
  naming: {
    base: fileBase,
    // The PDF beside it has the same name.
    files: (base) => [pageName(base)],
    telling: (base) => [pageName(base)],
  },
  check: ({ pdf, printer }) => {
    if (pdf === true && printer === undefined) throw new Problem('export.no_printer', {});
  },
  plan: (reader, options, names) => planSheets(reader, options, pageName(names.main)),
  firstKeys,
};
