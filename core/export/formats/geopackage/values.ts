import type { DatabaseValue } from '../../../model/other-database.ts';
import type { Cell } from '../../analysis/cell.ts';
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
  if (kind === 'whole' || kind === 'number' || kind === 'flag') return numberOrText;
  const shown = kind === 'dateTime' && isUtc ? utcTexts() : textsOf((cell) => cellText(column, cell));
  return (cell) => (typeof cell === 'number' ? shown(cell) : numberOrText(cell));
}

function numberOrText(cell: Cell | undefined): DatabaseValue {
  if (typeof cell === 'string') return textValue(cell);
  return typeof cell === 'number' ? cell : null;
}

const DAY = 86_400_000;

/** Returns the function that shows a moment as `2024-05-01T09:07:00.250Z`. */
function utcTexts(): (moment: number) => string {
  const dayText = textsOf((day) => new Date(day * DAY).toISOString().slice(0, 11));
  const clockText = textsOf((time) => new Date(time).toISOString().slice(11));
  return (moment) => {
    const day = Math.floor(moment / DAY);
    return `${dayText(day)}${clockText(moment - day * DAY)}`;
  };
}

/** How many texts of a column are remembered. Surveys take weeks, and phones round most times. */
const MOST = 2000;

/** Returns a function that remembers what another has returned: most columns have few values. */
function textsOf(make: (cell: number) => string): (cell: number) => string {
  const made = new Map<number, string>();
  return (cell) => {
    let text = made.get(cell);
    if (text === undefined) {
      if (made.size >= MOST) made.clear();
      text = make(cell);
      made.set(cell, text);
    }
    return text;
  };
}
