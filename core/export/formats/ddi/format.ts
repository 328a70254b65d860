import { fileBeside } from '../../../ground/export-names.ts';
import { guideFile } from '../../guide-file.ts';
import type { OptionsFor } from '../../options.ts';
import type { Format } from '../format.ts';
import { tidy } from '../tidy/format.ts';
import { tidyTables } from '../tidy/plan.ts';
import { dataPackage } from './data-package.ts';
import { ddiCodebook } from './ddi-codebook.ts';
import { type Described, DescribedTable } from './described-table.ts';

/** The name that programs look for (Data Package, Frictionless). */
const PACKAGE = 'datapackage.json';

/**
 * Tidy files with a DDI-Codebook file and a `datapackage.json`, so that the folder can be deposited as it is.
 * Both describe the files as they are: a column with a value that is not of its type is a text.
 */
export const ddi: Format<OptionsFor<'ddi'>> = {
  naming: {
    base: tidy.naming.base,
    files: (base, paths) => [...tidy.naming.files(base, paths), ddiName(base), PACKAGE],
    telling: tidy.naming.telling,
  },
  check: (options) => tidy.check?.({ ...options, format: 'tidy' }),
  plan: (reader, options, names, own) => {
    const { tables, models, ...plan } = tidyTables(reader, options, names, own);
    const described: Described = {
      models,
      options,
      tables: tables.map((table) => new DescribedTable(table, models, options)),
      audit: plan.audit?.file ?? null,
      base: names.main,
      treatments: reader.treatments ?? new Map(),
      deidentified: () => reader.deidentified?.() ?? null,
    };
    return {
      ...plan,
      tables: described.tables.map(({ watched }) => watched),
      guides: [
        guideFile(ddiName(names.main), (finalName) => ddiCodebook(described, finalName)),
        guideFile(PACKAGE, (finalName) => dataPackage(described, finalName)),
      ],
    };
  },
  firstKeys: (path, options) => tidy.firstKeys(path, { ...options, format: 'tidy' }),
};

function ddiName(base: string): string {
  return fileBeside(base, '-ddi', '', '.xml');
}
