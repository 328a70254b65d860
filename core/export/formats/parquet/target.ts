import { ANY_NAMES } from '../../analysis/names.ts';
import type { Target } from '../../analysis/target.ts';

/** Parquet takes any name, but DuckDB and Spark read two that differ only by case as one. */
export const TARGET: Target = {
  names: { ...ANY_NAMES, isCaseBlind: true },
  mostColumns: Number.POSITIVE_INFINITY,
  places: 'numbers',
  choices: 'texts',
};
