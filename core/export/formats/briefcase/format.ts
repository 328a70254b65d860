import { firstKeys } from '../../csv/first-keys.ts';
import type { OptionsFor } from '../../options.ts';
import type { Format } from '../format.ts';
import { auditFileName, briefcaseBase, repeatFileNames } from './names.ts';
import { planBriefcase, SEPARATOR } from './plan.ts';

export const briefcase: Format<OptionsFor<'briefcase'>> = {
  naming: {
    base: briefcaseBase,
    files: (base, paths) => [...repeatFileNames(`${base}.csv`, paths).values(), auditFileName(base)],
    telling: (base) => [`${base}.csv`, auditFileName(base)],
  },
  plan: planBriefcase,
  firstKeys: (path) => firstKeys(path, SEPARATOR),
};
