import { mergedTables } from '../../form-tables.ts';
import { checkLocation } from '../../geo/has-location.ts';
import type { OptionsFor } from '../../options.ts';
import type { Format } from '../format.ts';
import { tidy } from '../tidy/format.ts';
import { planTidy } from '../tidy/plan.ts';

/** Tidy files in which each location has one more column, `<name>_wkt`. */
export const wkt: Format<OptionsFor<'wkt'>> = {
  naming: tidy.naming,
  check: (options) => tidy.check?.({ ...options, format: 'tidy' }),
  plan: (reader, options, names, own) => {
    checkLocation(mergedTables(reader, options).tables);
    return planTidy(reader, options, names, own, 'with WKT');
  },
  firstKeys: (path, options) => tidy.firstKeys(path, { ...options, format: 'tidy' }),
};
