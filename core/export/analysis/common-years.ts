import type { ColumnKind } from './column.ts';

const DAYS = { first: -719_162, behind: 2_932_897 };
const DAY = 24 * 60 * 60 * 1000;

/**
 * True for dates and date-times in the years 1 to 9999, which ISO 8601 writes with four digits, and for
 * everything else. For `Target.holds` of formats that write dates as text.
 */
export function isInCommonYears(kind: ColumnKind, value: number): boolean {
  if (kind === 'date') return value >= DAYS.first && value < DAYS.behind;
  return kind !== 'dateTime' || (value >= DAYS.first * DAY && value < DAYS.behind * DAY);
}
