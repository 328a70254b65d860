import type { FormatDescription } from '../description.ts';
import { formulaGuard, names, splitSelectMultiple, timeZone } from '../shared-options.ts';

/** The files that ODK Briefcase writes. */
export const description = {
  id: 'briefcase',
  help: 'the files that ODK Briefcase writes',
  options: {
    selectMultiple: splitSelectMultiple,
    formulaGuard,
    /** Every value except `full` names columns by their field alone. */
    names: {
      ...names,
      flag: { flags: '--remove-group-names', help: 'name columns by their question only', sets: 'leaf' },
    },
    timeZone: { ...timeZone, without: 'UTC' },
  },
  ownColumns: ['hasDrafts', 'isEncrypted'],
} as const satisfies FormatDescription;
