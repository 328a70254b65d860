import type { FinishedColumn } from '../../analysis/analysis-table.ts';
import { DOUBLE, type NumberType, WHOLE, wholeType } from './numbers.ts';

/** Days from 1960-01-01, where Stata's calendar begins, to 1970-01-01. */
const DAYS = 3653;
const MILLISECONDS = DAYS * 86_400_000;

/** The longest text of a field of fixed width, in bytes. Longer ones are kept apart from the rows. */
const MOST_FIXED = 2045;
/** The widest display of a text. */
const WIDEST = 40;

/** A column as Stata keeps it. */
export interface Variable {
  readonly column: FinishedColumn;
  /** `text`: in a field of fixed width. `long text`: apart from the rows. */
  readonly type: NumberType | 'text' | 'long text';
  /** The code of the type in the file. */
  readonly code: number;
  /** The bytes of a row that it takes. */
  readonly width: number;
  /** How Stata shows it. */
  readonly format: string;
  /** Returns the number that Stata keeps for a cell. */
  number(cell: number): number;
}

/** Returns the variable for a column. */
export function variableOf(column: FinishedColumn): Variable {
  const { kind, facts, list } = column;
  switch (kind) {
    case 'flag':
      return numeric(column, 'byte', '%8.0g');
    case 'whole': {
      const type = wholeType(facts.least ?? 0, facts.greatest ?? 0);
      return numeric(column, type, type === 'double' ? '%15.0f' : shortFormat(type));
    }
    case 'number':
      return numeric(column, 'double', column.role === 'part' ? '%12.0g' : '%10.0g');
    case 'choice': {
      const codes = list?.choices.map(({ code }) => code) ?? [];
      // By all choices, and not by those that occur: so the type does not depend on the answers.
      const type = wholeType(
        codes.reduce((least, code) => Math.min(least, code), 0),
        codes.reduce((greatest, code) => Math.max(greatest, code), 0),
      );
      return numeric(column, type, shortFormat(type), (place) => codes[place] ?? Number.NaN);
    }
    case 'date':
      return numeric(column, 'long', '%tdCCYY-NN-DD', (day) => day + DAYS);
    case 'time':
      return numeric(column, 'double', '%tcHH:MM:SS');
    case 'dateTime':
      return numeric(column, 'double', '%tcCCYY-NN-DD_HH:MM:SS', (time) => time + MILLISECONDS);
    case 'text':
    case 'geometry':
      return text(column, facts.longest);
  }
}

function numeric(
  column: FinishedColumn,
  type: NumberType,
  format: string,
  number: Variable['number'] = (cell) => cell,
): Variable {
  const { code, width } = type === 'double' ? DOUBLE : WHOLE[type];
  return { column, type, code, width, format, number };
}

function text(column: FinishedColumn, longest: number): Variable {
  const base = { column, number: () => Number.NaN };
  if (longest > MOST_FIXED) return { ...base, type: 'long text', code: 32_768, width: 8, format: '%-9s' };
  const width = Math.max(longest, 1);
  return { ...base, type: 'text', code: width, width, format: `%-${Math.min(width, WIDEST)}s` };
}

function shortFormat(type: NumberType): string {
  return type === 'long' ? '%12.0g' : type === 'double' ? '%10.0g' : '%8.0g';
}
