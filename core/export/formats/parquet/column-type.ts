import type { SchemaElement } from 'hyparquet-writer';
import type { FinishedColumn } from '../../analysis/analysis-table.ts';
import type { ColumnKind } from '../../analysis/column.ts';

const MILLISECONDS = 'MILLIS' as const;

type Type = Omit<SchemaElement, 'name' | 'repetition_type'>;

const TEXT: Type = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };

/**
 * The types by what the cells are, never by what they hold: the files of two exports of a form can be read
 * as one table.
 */
const TYPES: { readonly [K in Exclude<ColumnKind, 'dateTime'>]: Type } = {
  text: TEXT,
  geometry: TEXT,
  choice: TEXT,
  whole: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  flag: { type: 'BOOLEAN' },
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  time: {
    type: 'INT32',
    converted_type: 'TIME_MILLIS',
    logical_type: { type: 'TIME', isAdjustedToUTC: false, unit: MILLISECONDS },
  },
};

/** Returns a column as the schema has it. `isUtc` says whether the date-times are on the clock of UTC. */
export function schemaElement({ name, kind }: FinishedColumn, isUtc: boolean): SchemaElement {
  return {
    name,
    repetition_type: 'OPTIONAL',
    ...(kind === 'dateTime' ? dateTimeType(isUtc) : TYPES[kind]),
  };
}

/** The older annotation is there beside the newer one, which alone tells UTC from another clock. */
function dateTimeType(isUtc: boolean): Type {
  return {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: isUtc, unit: MILLISECONDS },
  };
}
