import { type Cell, isMissing } from '../../analysis/cell.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';

export type ColumnType =
  | 'bigint'
  | 'double precision'
  | 'smallint'
  | 'boolean'
  | 'date'
  | 'time without time zone'
  | 'timestamp without time zone'
  | 'text';

/** The type of a column. Columns of choices are numbers, so that they can be added. */
export function typeOf({ kind, role }: Pick<AnalysisColumn, 'kind' | 'role'>): ColumnType {
  switch (kind) {
    case 'whole':
      return 'bigint';
    case 'number':
      return 'double precision';
    case 'flag':
      return role === 'choice' ? 'smallint' : 'boolean';
    case 'date':
      return 'date';
    case 'time':
      return 'time without time zone';
    case 'dateTime':
      return 'timestamp without time zone';
    default:
      return 'text';
  }
}

/** The most bytes that a value takes in its row. */
export function width(kind: AnalysisColumn['kind'], cell: Cell): number {
  if (isMissing(cell)) return 0;
  if (typeof cell === 'string') return textWidth(Buffer.byteLength(cell));
  return kind === 'flag' ? 4 : 16;
}

/** Long texts lie elsewhere, and the row has a pointer to them. Takes the length in bytes. */
export function textWidth(bytes: number): number {
  return Math.min(bytes + 4, 24);
}
