import { Problem } from '../../../ground/problem.ts';
import { firstKeys } from '../../csv/first-keys.ts';
import { fileBase, fileNames } from '../../file-names.ts';
import type { OptionsFor } from '../../options.ts';
import type { Format } from '../format.ts';
import { planTidy } from './plan.ts';

export const tidy: Format<OptionsFor<'tidy'>> = {
  naming: {
    base: fileBase,
    files: (base, paths) => {
      const { tables, audit } = fileNames(base, paths);
      return [...tables.values(), audit];
    },
    telling: (base) => [`${base}.csv`],
  },
  check: ({ separator }) => {
    if (separator !== undefined && !isSeparator(separator)) throw new Problem('export.separator_invalid', {});
  },
  plan: planTidy,
  firstKeys: (path, { separator = ',' }) => firstKeys(path, separator),
};

function isSeparator(text: string): boolean {
  return /^[^\p{L}\p{N}"'\r\n\0\u2028\u2029]$/u.test(text);
}
