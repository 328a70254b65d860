import type { AnalysisColumn, ColumnKind } from '../../analysis/column.ts';
import type { CompactStruct } from './compact-protocol.ts';

/** A type of a column by its numbers in `parquet.thrift`. */
export interface ColumnType {
  /** How the values lie in the file (`Type`). */
  readonly physical: number;
  /** What they mean, for older readers (`ConvertedType`); absent when `physical` says it. */
  readonly converted?: number;
  /** Writes what they mean (`LogicalType`); absent when `physical` says it. */
  readonly logical?: (struct: CompactStruct) => void;
}

const [BOOLEAN, INT32, INT64, DOUBLE, BYTE_ARRAY] = [0, 1, 2, 5, 6];
const [UTF8, DATE, TIME_MILLIS, TIMESTAMP_MILLIS] = [0, 6, 7, 9];

const TEXT: ColumnType = { physical: BYTE_ARRAY, converted: UTF8, logical: (type) => type.struct(1) };

/**
 * The types by what the cells are, never by what they hold: the files of two exports of a form can be read
 * as one table.
 */
const TYPES: { readonly [K in Exclude<ColumnKind, 'dateTime'>]: ColumnType } = {
  text: TEXT,
  geometry: TEXT,
  choice: TEXT,
  whole: { physical: INT64 },
  number: { physical: DOUBLE },
  flag: { physical: BOOLEAN },
  date: { physical: INT32, converted: DATE, logical: (type) => type.struct(6) },
  time: { physical: INT32, converted: TIME_MILLIS, logical: (type) => type.struct(7, inMilliseconds(false)) },
};

/** Returns the type of a column. `isUtc` says whether the date-times are on the clock of UTC. */
export function columnType({ kind }: Pick<AnalysisColumn, 'kind'>, isUtc: boolean): ColumnType {
  if (kind !== 'dateTime') return TYPES[kind];
  // The older annotation is there beside the newer one, which alone tells UTC from another clock.
  return {
    physical: INT64,
    converted: TIMESTAMP_MILLIS,
    logical: (type) => type.struct(8, inMilliseconds(isUtc)),
  };
}

function inMilliseconds(isUtc: boolean): (struct: CompactStruct) => void {
  return (type) => type.flag(1, isUtc).struct(2, (unit) => unit.struct(1));
}
