import type { TableView } from '../../../electron/ipc/data.ts';

type Sort = TableView['sort'];

/**
 * The sort after a click on a column's title: ascending, then descending, then none. With `isSecond` (Shift)
 * the first column stays, and the clicked one sorts the rows that have equal values in the first.
 */
export function nextSort(sort: Sort, column: string, isSecond: boolean): Sort {
  const before = sort.find((one) => one.column === column);
  const next =
    before === undefined
      ? { column, direction: 'ascending' as const }
      : before.direction === 'ascending'
        ? { column, direction: 'descending' as const }
        : null;
  const others = isSecond ? sort.filter((one) => one.column !== column).slice(0, 1) : [];
  return next === null ? others : [...others, next];
}
