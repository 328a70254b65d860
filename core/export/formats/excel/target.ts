import type { Target } from '../../analysis/target.ts';
import { MOST_COLUMNS } from './limits.ts';

/** A header is a text like any other. What a date or number cell cannot hold is a text in the same cell. */
export const TARGET: Target = {
  names: {
    most: 255,
    counted: 'characters',
    isCaseBlind: false,
    characters: 'any',
    startsWithLetter: false,
    isReserved: () => false,
  },
  mostColumns: MOST_COLUMNS,
  places: 'numbers',
  choices: 'texts',
};
