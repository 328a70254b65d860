import type { FinishedColumn } from '../../analysis/analysis-table.ts';
import { DOUBLE, type NumberType, WHOLE, wholeType } from './numbers.ts';
import type { Release } from './release.ts';

/** Days from 1960-01-01, where Stata's calendar begins, to 1970-01-01. */
const DAYS = 3653;
const MILLISECONDS = DAYS * 86_400_000;

/** The longest text of a field of fixed width, in bytes. Longer ones are kept apart from the rows. */
const MOST_FIXED = 2045;
/** Texts of fields that are not wider than this always are in the rows. */
const ALWAYS_FIXED = 244;
/** The bytes of an empty field, in all rows together, for which texts are kept apart. */
const TOO_EMPTY = 64 * 1024 * 1024;
/** What a text that is kept apart needs beside its own bytes, and each row for its place. */
const AROUND = { text: 21, row: 8 };
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

/** Returns the variable for a column. In release 119 some programs do not read texts that are kept apart. */
export function variableOf(column: FinishedColumn, release: Release): Variable {
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
      return text(column, release === 118);
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

function text(column: FinishedColumn, mayBeApart: boolean): Variable {
  const { longest } = column.facts;
  const base = { column, number: () => Number.NaN };
  const isApart = longest > MOST_FIXED || (mayBeApart && isTooEmpty(column));
  if (isApart) return { ...base, type: 'long text', code: 32_768, width: 8, format: '%-9s' };
  const width = Math.max(longest, 1);
  return { ...base, type: 'text', code: width, width, format: `%-${Math.min(width, WIDEST)}s` };
}

/**
 * Whether a field of fixed width would be nearly empty in most rows: one long answer among many short ones can
 * make a file a hundred times as large.
 */
function isTooEmpty({ facts }: FinishedColumn): boolean {
  const { longest, values, bytes, missing } = facts;
  if (longest <= ALWAYS_FIXED) return false;
  const rows = values + missing.empty + missing.notAsked + missing.notInVersion;
  return rows * longest - (rows * AROUND.row + values * AROUND.text + bytes) > TOO_EMPTY;
}

function shortFormat(type: NumberType): string {
  return type === 'long' ? '%12.0g' : type === 'double' ? '%10.0g' : '%8.0g';
}
