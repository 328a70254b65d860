import { setImmediate } from 'node:timers/promises';
import { Problem } from '../problem.ts';
import type { Browse, BrowsedRow } from '../store/browse.ts';
import { compareKeys, type DataCell, parseValues, plain, recorded, sortKey, worded } from './cells.ts';
import type { DataColumn, FormColumns } from './form-columns.ts';
import type { DataWording, TableView, ViewFilter } from './view.ts';

/** The rows of a view in their order: submission and ordinal of each. */
export interface ViewList {
  readonly ids: Int32Array;
  readonly ordinals: Int32Array;
}

type Test = (row: BrowsedRow, values: Readonly<Record<string, string>>) => boolean;

/** Submissions read between two turns for others. */
const PIECE = 4000;

/** True when a view needs no look at any answer: all submissions of a form, newest first. */
export function isPlain({ path, filters, search, sort, version }: TableView): boolean {
  return (
    path === '' && filters.length === 0 && search.trim() === '' && sort.length === 0 && version === undefined
  );
}

/**
 * Makes the list of a view by looking at every row of its table. Takes what tells how far it has come; ends with null
 * when the signal says that nobody waits for it any more. Throws `engine.column_unknown` for a column that the form does
 * not have.
 */
export async function makeList(
  browse: Browse,
  form: FormColumns,
  view: TableView,
  wording: DataWording,
  signal: AbortSignal,
  onRows: (count: number) => void,
): Promise<ViewList | null> {
  const tests = [
    ...(view.version === undefined ? [] : [ofVersion(view.version)]),
    ...view.filters.map((filter) => testOf(browse, form, view, wording, filter)),
    ...(view.search.trim() === '' ? [] : [searchFor(form, view, wording)]),
  ];
  const sorts = view.sort.map(({ column, direction }) => ({
    column: known(form, view.path, column),
    sign: direction === 'ascending' ? 1 : -1,
  }));
  const needsValues = tests.length > 0 || sorts.some(({ column }) => column.field !== null);
  const ids: number[] = [];
  const ordinals: number[] = [];
  const submitted: number[] = [];
  const keys: (readonly (number | string | null)[])[] = [];
  let looked = 0;
  for (const rows of browse.scan(view.formId, view.path, PIECE)) {
    for (const row of rows) {
      const values = needsValues ? parseValues(row.values) : {};
      if (!tests.every((test) => test(row, values))) continue;
      ids.push(row.id);
      ordinals.push(row.ordinal);
      submitted.push(row.submittedMs);
      if (sorts.length > 0) {
        keys.push(
          sorts.map(({ column }) => {
            const value = recorded(column, row, values);
            return sortKey(
              column,
              value,
              value === null ? '' : worded(form, column, row.version, value, wording),
            );
          }),
        );
      }
    }
    looked += rows.length;
    onRows(looked);
    await setImmediate();
    if (signal.aborted) return null;
  }
  const order = Int32Array.from(ids, (_, i) => i);
  const at = <T>(list: readonly T[], i: number): T => list[i] as T;
  order.sort((one, other) => {
    for (let i = 0; i < sorts.length; i += 1) {
      const a = at(keys, one)[i] ?? null;
      const b = at(keys, other)[i] ?? null;
      if (a === null || b === null) {
        // Without an answer last, whichever way the others go.
        if (a !== b) return a === null ? 1 : -1;
        continue;
      }
      const found = compareKeys(a, b);
      if (found !== 0) return found * (sorts[i]?.sign ?? 1);
    }
    return (
      at(submitted, other) - at(submitted, one) ||
      at(ids, other) - at(ids, one) ||
      at(ordinals, one) - at(ordinals, other)
    );
  });
  return {
    ids: Int32Array.from(order, (i) => at(ids, i)),
    ordinals: Int32Array.from(order, (i) => at(ordinals, i)),
  };
}

/** The column of that id. Throws when the form has none: what a window says is not believed. */
export function known(form: FormColumns, path: string, id: string): DataColumn {
  const column = form.column(path, id);
  if (column === null) throw new Problem('engine.column_unknown', {});
  return column;
}

function ofVersion(version: string): Test {
  return (row) => (row.version ?? '') === version;
}

function searchFor(form: FormColumns, view: TableView, wording: DataWording): Test {
  const wanted = plain(view.search.trim());
  const columns = form.tables.get(view.path) ?? [];
  return (row, values) => {
    for (const column of columns) {
      const value = values[column.id];
      if (typeof value !== 'string' || value === '') continue;
      if (plain(value).includes(wanted)) return true;
      const words = worded(form, column, row.version, value.trim(), { ...wording, show: 'labels' });
      if (words !== value && plain(words).includes(wanted)) return true;
    }
    return row.instanceId !== null && plain(row.instanceId).includes(wanted);
  };
}

function testOf(
  browse: Browse,
  form: FormColumns,
  view: TableView,
  wording: DataWording,
  filter: ViewFilter,
): Test {
  switch (filter.kind) {
    case 'days':
      return (row) => row.submittedDay >= filter.from && row.submittedDay <= filter.to;
    case 'pull': {
      const ids = browse.ofPull(filter.pullId);
      return (row) => ids.has(row.id);
    }
    case 'only-here': {
      const ids = browse.onlyHere(view.formId);
      return (row) => ids.has(row.id);
    }
    case 'parent':
      return (row) => row.id === filter.submissionId && (filter.key === null || row.parentKey === filter.key);
    default:
      return testOfColumn(form, known(form, view.path, filter.column), wording, filter);
  }
}

type ColumnFilter = Extract<ViewFilter, { readonly column: string }>;

function testOfColumn(
  form: FormColumns,
  column: DataColumn,
  wording: DataWording,
  filter: ColumnFilter,
): Test {
  const answerOf = (row: BrowsedRow, values: Readonly<Record<string, string>>): DataCell =>
    recorded(column, row, values);
  switch (filter.kind) {
    case 'is':
    case 'is-not': {
      const wanted = new Set(filter.values);
      const isOne = (value: string): boolean =>
        column.type === 'select-multiple'
          ? value.split(/\s+/).some((token) => wanted.has(token))
          : wanted.has(value);
      return filter.kind === 'is'
        ? (row, values) => isOne(answerOf(row, values) ?? '')
        : (row, values) => !isOne(answerOf(row, values) ?? '');
    }
    case 'contains':
    case 'starts': {
      const wanted = plain(filter.text);
      return (row, values) => {
        const value = answerOf(row, values);
        if (value === null || value === '') return false;
        const texts = [
          plain(value),
          plain(worded(form, column, row.version, value, { ...wording, show: 'labels' })),
        ];
        return texts.some((text) =>
          filter.kind === 'starts' ? text.startsWith(wanted) : text.includes(wanted),
        );
      };
    }
    case 'empty':
      return (row, values) => (answerOf(row, values) ?? '') === '';
    case 'not-empty':
      return (row, values) => (answerOf(row, values) ?? '') !== '';
    case 'between': {
      const from = filter.from === null ? null : sortKey(column, filter.from, filter.from);
      // A day as the end means that whole day.
      const end = filter.to !== null && column.type === 'datetime' && /^\d{4}-\d\d-\d\d$/.test(filter.to);
      const toText = end ? `${filter.to}T23:59:59.999` : filter.to;
      const to = toText === null ? null : sortKey(column, toText, toText);
      return (row, values) => {
        const value = answerOf(row, values);
        const key = sortKey(column, value, value ?? '');
        if (key === null) return false;
        return (from === null || compareKeys(key, from) >= 0) && (to === null || compareKeys(key, to) <= 0);
      };
    }
  }
}
