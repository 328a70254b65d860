import type { AnalysisTable } from './analysis-table.ts';
import type { Cell } from './cell.ts';

/**
 * Returns a table as several that each have at most so many columns. Each has the key, so that they can be
 * joined again. A table that is not too wide is returned alone. The cells of a record are made once for all
 * parts.
 */
export function tableParts(table: AnalysisTable, most: number): readonly AnalysisTable[] {
  const { columns, key } = table;
  if (columns.length <= most) return [table];
  const keyPlace = columns.findIndex(({ name }) => name === key);
  const rest = columns.map((_, place) => place).filter((place) => place !== keyPlace);
  const cells = once(table);
  return Array.from({ length: Math.ceil(rest.length / (most - 1)) }, (_, part) => {
    const begin = part * (most - 1);
    const places = [keyPlace, ...rest.slice(begin, begin + most - 1)];
    return {
      ...table,
      columns: chosen(columns, places),
      cells: (...given) => chosen(cells(...given), places),
    };
  });
}

function chosen<T>(all: readonly T[], places: readonly number[]): readonly T[] {
  return places.flatMap((place) => all.slice(place, place + 1));
}

/** Makes the cells of a record when they are asked for the first time. */
function once(table: AnalysisTable): AnalysisTable['cells'] {
  let last: { readonly record: unknown; readonly cells: readonly Cell[] } | null = null;
  return (record, submission, context, file) => {
    if (last?.record !== record) last = { record, cells: table.cells(record, submission, context, file) };
    return last.cells;
  };
}
