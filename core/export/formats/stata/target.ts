import type { ColumnKind } from '../../analysis/column.ts';
import type { Target } from '../../analysis/target.ts';
import { isNumber } from './numbers.ts';

/** The variables of one file up to release 118. */
export const MOST_IN_118 = 32_767;
/** The variables of one file in release 119, which only Stata/MP opens. */
export const MOST_IN_119 = 120_000;

/** A set of labels has 65,536 entries; two of them are for missing values. */
const MOST_CHOICES = 65_534;

const WORDS = new Set(
  '_all _b _coef _cons _n _N _pi _pred _rc _skip byte double float if in int long strL using with'.split(' '),
);

/** Whether a name is a word of Stata, and so the name of no variable and of no set of labels. */
export function isReserved(name: string): boolean {
  return WORDS.has(name) || /^str\d+$/.test(name);
}

/** Days since 1970 of the first day of year 100 and the last day of year 9999: Stata has no others. */
const FIRST_DAY = Date.UTC(100, 0, 1) / 86_400_000;
const LAST_DAY = Date.UTC(9999, 11, 31) / 86_400_000;

function holds(kind: ColumnKind, value: number): boolean {
  if (kind === 'number') return isNumber(value);
  const day = kind === 'date' ? value : kind === 'dateTime' ? Math.floor(value / 86_400_000) : 0;
  return day >= FIRST_DAY && day <= LAST_DAY;
}

/** What a Stata file can hold. */
export const TARGET: Target = {
  names: {
    most: 32,
    counted: 'characters',
    isCaseBlind: false,
    characters: 'letters',
    startsWithLetter: true,
    isReserved,
  },
  // A wider table becomes several files.
  mostColumns: MOST_IN_118,
  places: 'numbers',
  choices: 'codes',
  mostChoices: MOST_CHOICES,
  holds,
};
