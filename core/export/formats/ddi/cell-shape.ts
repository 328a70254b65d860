import { parseDate, parseDateTime } from '../../../ground/dates.ts';
import type { FieldType } from '../../../model/form.ts';
import { FACT_KINDS } from '../../submission-facts.ts';
import type { TidyColumn } from '../tidy/plan.ts';

/** What the cells of a column should be, when nothing else was answered. */
export type CellShape = 'text' | 'whole' | 'number' | 'flag' | 'date' | 'time' | 'dateTime';

const BY_TYPE: Partial<Readonly<Record<FieldType, CellShape>>> = {
  int: 'whole',
  decimal: 'number',
  boolean: 'flag',
  date: 'date',
  time: 'time',
  dateTime: 'dateTime',
};

/** Returns what the cells of a column of a tidy table should be. */
export function shapeOf({ name, question, part }: TidyColumn): CellShape {
  if (question === null) return name === 'submission_date' ? 'dateTime' : (FACT_KINDS.get(name) ?? 'text');
  if (part === '') return BY_TYPE[question.type] ?? 'text';
  if (part.startsWith('/')) return 'whole';
  return /^_(latitude|longitude|altitude|accuracy)$/.test(part) ? 'number' : 'text';
}

/** Fifteen digits: every program reads them as the same number. With a zero before it, `007` is a text. */
const WHOLE = /^(?:0|-?[1-9]\d{0,14})$/;
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;
const FLAG = /^(?:true|false|1|0)$/;

/** True when a program can read a cell as what its column should be. */
export function fits(shape: CellShape, cell: string): boolean {
  switch (shape) {
    case 'text':
      return true;
    case 'whole':
      return WHOLE.test(cell);
    case 'number':
      return NUMBER.test(cell);
    case 'flag':
      return FLAG.test(cell);
    case 'date':
      // Programs know no year 0.
      return DATE.test(cell) && !cell.startsWith('0000') && parseDate(cell) !== null;
    case 'time':
      return TIME.test(cell);
    case 'dateTime':
      return DATE_TIME.test(cell) && !cell.startsWith('0000') && parseDateTime(cell) !== null;
  }
}
