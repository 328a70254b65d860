import { auditName } from '../../analysis/audit.ts';
import { fileBase } from '../../file-names.ts';
import type { OptionsFor } from '../../options.ts';
import type { Format } from '../format.ts';
import { firstKeys } from './first-keys.ts';
import { doName, dtaNames, planStata } from './plan.ts';

/** One file for each table, and a script that joins them when there are several. */
export const stata: Format<OptionsFor<'stata'>> = {
  naming: {
    base: fileBase,
    files: (base, paths) => [
      ...dtaNames(base, paths).values(),
      auditName(base),
      ...(paths.length > 1 ? [doName(base)] : []),
    ],
    telling: (base) => [`${base}.dta`],
  },
  plan: planStata,
  firstKeys,
};
