import { cellText } from '../../analysis/cell-text.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';
import { remembered } from '../../remembered.ts';
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

/**
 * Returns the function that shows the numbers of a column as UTF-8, whose bytes are its own again at the next call; null
 * for a column of numbers.
 */
export function shownNumbers(column: AnalysisColumn, isUtc: boolean): ((cell: number) => Buffer) | null {
  const { kind } = column;
  if (kind === 'whole' || kind === 'number' || kind === 'flag') return null;
  if (kind === 'dateTime' && isUtc) return utcTexts();
  return remembered((cell: number) => Buffer.from(textValue(cellText(column, cell))));
}

const DAY = 86_400_000;
const ZERO = 0x30;

/** Returns the function that shows a moment as `2024-05-01T09:07:00.250Z`. Most moments are met once. */
function utcTexts(): (moment: number) => Buffer {
  const dayOf = remembered((day: number) => Buffer.from(new Date(day * DAY).toISOString()));
  const shown = Buffer.alloc(24);
  const put = (at: number, number: number): void => {
    shown[at] = ZERO + Math.floor(number / 10);
    shown[at + 1] = ZERO + (number % 10);
  };
  return (moment) => {
    const day = Math.floor(moment / DAY);
    const time = Math.floor(moment - day * DAY);
    shown.set(dayOf(day));
    put(11, Math.floor(time / 3_600_000));
    put(14, Math.floor(time / 60_000) % 60);
    put(17, Math.floor(time / 1000) % 60);
    shown[20] = ZERO + Math.floor((time % 1000) / 100);
    put(21, time % 100);
    return shown;
  };
}
