import type { AnalysisTable, FinishedTable } from './analysis-table.ts';
import type { AnalysisColumn } from './column.ts';
import type { RowSpool } from './spool.ts';

/**
 * Returns a table whose rows are all in the spool. Leaves out the columns that are only there when they are
 * used and have no value, unless `isKept` keeps one.
 */
export function finishedTable(
  table: AnalysisTable,
  spool: RowSpool,
  isKept: (column: AnalysisColumn) => boolean = () => false,
): FinishedTable {
  const { columns, cells: _cells, ...rest } = table;
  const kept = columns
    .map((column, place) => ({ column, place, facts: spool.facts(place) }))
    .filter(({ column, facts }) => !column.isOnlyWhenUsed || facts.values > 0 || isKept(column));
  const places = kept.map(({ place }) => place);
  return {
    ...rest,
    columns: kept.map(({ column, facts }) => ({ ...column, facts })),
    count: spool.count,
    rows: () => spool.rows(places),
    pass: (receiver) => spool.pass(places, receiver),
  };
}
