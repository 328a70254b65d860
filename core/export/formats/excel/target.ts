import { ANY_NAMES } from '../../analysis/names.ts';
import type { Target } from '../../analysis/target.ts';
import { MOST_COLUMNS } from './limits.ts';

/** A header is a text like any other. What a date or number cell cannot hold is a text in the same cell. */
export const TARGET: Target = {
  names: ANY_NAMES,
  mostColumns: MOST_COLUMNS,
  places: 'numbers',
  choices: 'texts',
};
