import type { FormatDescription } from '../description.ts';
import { selectMultiple, typedColumns } from '../shared-options.ts';

/** Typed columns for data frames and warehouses. */
export const description = {
  id: 'parquet',
  help: 'one Parquet file per form and per repeat, for DuckDB, pandas, R arrow and Spark',
  options: {
    selectMultiple: { ...selectMultiple, default: 'both' },
    ...typedColumns,
  },
  ownColumns: ['hasDrafts', 'hasSources'],
} as const satisfies FormatDescription;
