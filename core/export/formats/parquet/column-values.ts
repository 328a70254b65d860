import type { AnalysisColumn } from '../../analysis/column.ts';
import { GrowingBytes } from '../../growing-bytes.ts';
import type { ColumnValues, EncodedValues } from './encoded-values.ts';
import { FlagValues } from './flag-values.ts';
import { Levels } from './levels.ts';
import { NumberValues } from './number-values.ts';
import { TextValues } from './text-values.ts';

/** Returns an empty column. */
export function columnValues(column: AnalysisColumn): ColumnValues {
  switch (column.kind) {
    case 'whole':
    case 'dateTime':
      return new NumberValues('INT64');
    case 'number':
      return new NumberValues('DOUBLE');
    case 'flag':
      return new FlagValues();
    case 'date':
    case 'time':
      return new NumberValues('INT32');
    default:
      return new TextValues(column);
  }
}

/** Returns so many rows of a column without a value. */
export function noValues(rows: number): EncodedValues {
  const levels = new Levels();
  for (let i = 0; i < rows; i += 1) levels.add(false);
  const page = new GrowingBytes();
  levels.write(page);
  return { dictionary: null, pages: [{ rows, bytes: page.bytes() }], nulls: rows, bounds: null };
}
