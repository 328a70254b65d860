import { planBriefcase } from './briefcase.ts';
import type { ExportPlan } from './format.ts';
import type { ExportOptions } from './options.ts';
import type { RowReader } from './rows.ts';
import { planTidy } from './tidy.ts';

/** Every profile plans its tables in the same way; the export itself does not know which it writes. */
export function planExport(reader: RowReader, options: ExportOptions): ExportPlan {
  switch (options.profile) {
    case 'briefcase':
      return planBriefcase(reader, options);
    case 'tidy':
      return planTidy(reader, options);
  }
}
