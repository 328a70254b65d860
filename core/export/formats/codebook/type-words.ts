import type { FieldType } from '../../../model/form.ts';
import type { ColumnKind } from '../../analysis/column.ts';
import type { Variable } from './content.ts';

const BY_TYPE: Readonly<Record<FieldType, string>> = {
  string: 'text',
  int: 'whole number',
  decimal: 'number',
  boolean: 'yes or no',
  date: 'date',
  time: 'time of day',
  dateTime: 'date and time',
  geopoint: 'place',
  geotrace: 'line',
  geoshape: 'area',
  binary: 'file',
  barcode: 'barcode',
  select1: 'one choice',
  select: 'several choices',
  rank: 'ranking',
};

const BY_KIND: Readonly<Record<ColumnKind, string>> = {
  text: 'text',
  whole: 'whole number',
  number: 'number',
  flag: 'yes or no',
  choice: 'one choice',
  date: 'date',
  time: 'time of day',
  dateTime: 'date and time',
  geometry: 'place',
};

/** What a variable is, in a word that a reader knows. */
export function typeWord({ type, kind }: Pick<Variable, 'type' | 'kind'>): string {
  // A place can be several numbers.
  return type === 'fact' || kind === 'number' ? BY_KIND[kind] : BY_TYPE[type];
}
