import { type Cell, isMissing } from '../../analysis/cell.ts';
import type { ColumnKind } from '../../analysis/column.ts';

const DAY = 86_400_000;
/** The number of 1970-01-01 among the days of Excel. */
const EPOCH = 25_569;
/** 1900-03-01. Excel counts a 29th of February before it that never was, and no day before 1900. */
const FIRST = -25_508;
/** 10000-01-01. */
const END = 2_932_897;
/** Excel shows no more digits of a number. */
const MOST_WHOLE = 999_999_999_999_999;
/** Excel takes a smaller number for 0. */
const LEAST = 2.2250738585072014e-308;

/**
 * Returns the number that stands for a date, a time or a number in a cell; null when Excel cannot hold it as it
 * is, and for texts.
 */
export function serialOf(kind: ColumnKind, cell: Cell): number | null {
  if (isMissing(cell) || typeof cell === 'string') return null;
  switch (kind) {
    case 'date':
      return cell >= FIRST && cell < END ? cell + EPOCH : null;
    case 'dateTime':
      return cell >= FIRST * DAY && cell < END * DAY ? cell / DAY + EPOCH : null;
    case 'time':
      return cell / DAY;
    case 'whole':
      return Math.abs(cell) <= MOST_WHOLE ? cell : null;
    case 'number':
    case 'flag':
      return cell === 0 || Math.abs(cell) >= LEAST ? cell : null;
    default:
      return null;
  }
}
