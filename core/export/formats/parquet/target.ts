import type { Target } from '../../analysis/target.ts';

/** Parquet takes any name, but DuckDB and Spark read two that differ only by case as one. */
export const TARGET: Target = {
  names: {
    most: 255,
    counted: 'characters',
    isCaseBlind: true,
    characters: 'any',
    startsWithLetter: false,
    isReserved: () => false,
  },
  mostColumns: Number.POSITIVE_INFINITY,
  places: 'numbers',
  choices: 'texts',
};
