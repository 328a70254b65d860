import { fileBase } from '../../file-names.ts';
import type { OptionsFor } from '../../options.ts';
import type { Format } from '../format.ts';
import { firstKeys } from './output.ts';
import { databaseName, planSqlite } from './plan.ts';

/** All tables of a form are in one file, under one name. */
export const sqlite: Format<OptionsFor<'sqlite'>> = {
  naming: {
    base: fileBase,
    files: (base) => [databaseName(base)],
    telling: (base) => [databaseName(base)],
  },
  plan: planSqlite,
  firstKeys,
};
