import { setImmediate } from 'node:timers/promises';
import type { TableView, Wording } from '../model/table-view.ts';
import type { IdRange } from '../store/browse/scan.ts';
import { worded } from './cells.ts';
import { knownColumn } from './known-column.ts';
import type { ListSource } from './list-source.ts';
import { NeededCells } from './needed-cells.ts';
import { type ColumnKeys, ColumnKeysMaker } from './row-order.ts';
import { rowTests } from './row-tests.ts';

/** Rows that a view has, as one thread has read them: all of a list, or a part. A few bytes for each. */
export interface ListPart {
  readonly ids: Int32Array<ArrayBuffer>;
  readonly ordinals: Int32Array<ArrayBuffer>;
  /** The keys of each column by which the view is sorted. */
  readonly sorts: readonly ColumnKeys[];
}

/**
 * Reads the rows that a view has, from the given ranges of submissions, until there are no more. Reports to `onRows`
 * how many rows it has looked at. Throws `engine.column_unknown` for a column that the form does not have.
 */
export async function readPart(
  source: ListSource,
  view: TableView,
  wording: Wording,
  ranges: Iterable<IdRange>,
  onRows: (count: number) => void,
): Promise<ListPart> {
  const { browse, form } = source;
  const needs = new NeededCells();
  const tests = rowTests(source, view, wording, needs);
  const sorts = view.sort.map(({ column: id }) => {
    const column = knownColumn(form, view.path, id);
    return { column, read: needs.reader(form, column), keys: new ColumnKeysMaker(column.type) };
  });
  // Of one submission, every version that is asked for.
  const allVersions = view.filters.some(({ kind }) => kind === 'all-versions' || kind === 'parent');
  const ids: number[] = [];
  const ordinals: number[] = [];
  let looked = 0;
  for (const rows of browse.scan.rows(view.formId, view.path, needs.cells, ranges, allVersions)) {
    for (const row of rows) {
      if (!tests.every((test) => test(row))) continue;
      ids.push(row[0]);
      ordinals.push(row[1]);
      for (const { column, read, keys } of sorts) {
        const value = read(row);
        keys.add(value, value === null ? '' : worded(form, column, row[2], value, wording));
      }
    }
    looked += rows.length;
    onRows(looked);
    // Other work comes in between: messages, and whoever stops the reading by leaving no more ranges.
    await setImmediate();
  }
  return {
    ids: new Int32Array(ids),
    ordinals: new Int32Array(ordinals),
    sorts: sorts.map(({ keys }) => keys.done()),
  };
}
