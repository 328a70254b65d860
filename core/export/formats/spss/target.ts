import type { Target } from '../../analysis/target.ts';
import { FIRST_DAY } from './number-variables.ts';
import { RESERVED } from './short-names.ts';

const DAY = 86_400_000;
/** Numbers from here on are signs of SPSS for no number, the lowest and the highest. */
const BEYOND = 1.797_693_134_862_315e308;

/** What an SPSS file can hold. Its calendar begins in 1582. */
export const target: Target = {
  names: {
    most: 64,
    counted: 'bytes',
    isCaseBlind: true,
    characters: 'letters',
    startsWithLetter: true,
    isReserved: (name) => RESERVED.has(name),
  },
  mostColumns: 2 ** 31 - 1,
  places: 'numbers',
  choices: 'codes',
  holds: (kind, value) => {
    switch (kind) {
      case 'date':
        return value >= FIRST_DAY;
      case 'dateTime':
        return value >= FIRST_DAY * DAY;
      default:
        return Math.abs(value) < BEYOND;
    }
  },
};
