import type { DatabaseValue } from '../../../model/other-database.ts';
import { type Cell, isMissing } from '../../analysis/cell.ts';
import { cellText } from '../../analysis/cell-text.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';
import { textValue } from '../sqlite/values.ts';

/**
 * Returns the type of a column in a GeoPackage. A DATETIME is in UTC, so date-times on another clock
 * are texts. Columns of choices are numbers, so that they can be added.
 */
export function typeOf({ kind, role }: AnalysisColumn, isUtc: boolean): string {
  switch (kind) {
    case 'whole':
      return 'INTEGER';
    case 'number':
      return 'DOUBLE';
    case 'flag':
      return role === 'choice' ? 'INTEGER' : 'BOOLEAN';
    case 'date':
      return 'DATE';
    case 'dateTime':
      return isUtc ? 'DATETIME' : 'TEXT';
    default:
      return 'TEXT';
  }
}

/** Returns the function that makes the value of a cell. */
export function valueReader(
  column: AnalysisColumn,
  isUtc: boolean,
): (cell: Cell | undefined) => DatabaseValue {
  const { kind } = column;
  return (cell) => {
    if (cell === undefined || isMissing(cell)) return null;
    if (typeof cell === 'string') return textValue(cell);
    if (kind === 'whole' || kind === 'number' || kind === 'flag') return cell;
    if (kind === 'dateTime' && isUtc) return new Date(cell).toISOString();
    return cellText(column, cell);
  };
}
