import type { FormatDescription } from '../description.ts';
import { selectMultiple, typedColumns } from '../shared-options.ts';

/** A workbook for spreadsheets: a sheet for each table, and one that explains them. */
export const description = {
  id: 'excel',
  help: 'one Excel workbook with a sheet for the form, one for each repeat, and a codebook',
  options: {
    selectMultiple: { ...selectMultiple, default: 'both' },
    ...typedColumns,
  },
  ownColumns: ['hasDrafts', 'hasSources'],
} as const satisfies FormatDescription;
