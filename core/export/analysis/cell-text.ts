import { four, two } from '../../ground/dates.ts';
import { type Cell, isMissing } from './cell.ts';
import type { AnalysisColumn } from './column.ts';

const DAY = 86_400_000;

/**
 * Returns a cell as a text that a person can read: dates and times as in ISO 8601, a choice by its value; ''
 * when there is no value.
 */
export function cellText({ kind, list }: Pick<AnalysisColumn, 'kind' | 'list'>, cell: Cell): string {
  if (isMissing(cell)) return '';
  if (typeof cell === 'string') return cell;
  switch (kind) {
    case 'choice':
      return list?.choices[cell]?.value ?? '';
    case 'date':
      return dayText(cell);
    case 'time':
      return clockText(cell);
    case 'dateTime':
      return `${dayText(Math.floor(cell / DAY))}T${clockText(cell - Math.floor(cell / DAY) * DAY)}`;
    default:
      return String(cell);
  }
}

/** `2024-05-01`. Takes days since 1970-01-01, of the years 1 to 9999. */
export function dayText(days: number): string {
  const day = new Date(days * DAY);
  return `${four(day.getUTCFullYear())}-${two(day.getUTCMonth() + 1)}-${two(day.getUTCDate())}`;
}

/** `09:07:00.250`; without the milliseconds when they are 0. Takes milliseconds since midnight. */
export function clockText(milliseconds: number): string {
  const time = new Date(milliseconds).toISOString().slice(11, 23);
  return time.endsWith('.000') ? time.slice(0, 8) : time;
}
