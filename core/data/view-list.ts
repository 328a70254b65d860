import { setImmediate } from 'node:timers/promises';
import { Problem } from '../ground/problem.ts';
import type { Filter, TableView, Wording } from '../model/table-view.ts';
import type { Browse } from '../store/browse/browse.ts';
import { SCAN_CELLS, type ScanCell, type ScanRow } from '../store/browse/scan.ts';
import type { ProblemGroups } from '../store/problem-groups.ts';
import { chosenIn, factText, parseValues, worded } from './cells.ts';
import { type DataColumn, type FormColumns, isFact } from './form-columns.ts';
import { compareKeys, plain, SortedColumn, sortKey } from './row-order.ts';

/** The rows of a view in their order: submission and ordinal of each. `ordinals` is null when all are 0. */
export interface ViewList {
  readonly ids: Int32Array;
  readonly ordinals: Int32Array | null;
}

type Test = (row: ScanRow) => boolean;

/** How many submissions are read between two pauses for other work. */
const PIECE = 4000;

/** True when a view does not depend on any answer: all submissions of a form, newest first. */
export function isPlain({ path, filters, search, sort, version }: TableView): boolean {
  return (
    path === '' && filters.length === 0 && search.trim() === '' && sort.length === 0 && version === undefined
  );
}

/** The cells that a view's filters and sorts need. Each cell is read only once. */
class Needs {
  readonly cells: ScanCell[] = [];

  /** Returns the position that the cell has in a scanned row. */
  place(cell: ScanCell): number {
    const key = JSON.stringify(cell);
    const found = this.cells.findIndex((one) => JSON.stringify(one) === key);
    return SCAN_CELLS + (found < 0 ? this.cells.push(cell) - 1 : found);
  }

  /**
   * Returns a function that reads the column of a row, trimmed. It gives null for a question that was not
   * asked.
   */
  reader(form: FormColumns, { id }: DataColumn): (row: ScanRow) => string | null {
    if (isFact(id)) {
      const place = this.place({ kind: 'fact', id });
      return (row) => factText(form, id, textAt(row, place) ?? '').trim();
    }
    const at = this.place({ kind: 'answer', path: id });
    return (row) => textAt(row, at)?.trim() ?? null;
  }
}

/**
 * Makes the list of a view. Reads every row of its table. Reports to `onRows` how many rows it has read.
 * Returns null when the signal says that nobody waits for the list. Throws `engine.column_unknown` for a
 * column that the form does not have.
 */
export async function makeList(
  browse: Browse,
  groups: Pick<ProblemGroups, 'ids'>,
  form: FormColumns,
  view: TableView,
  wording: Wording,
  signal: AbortSignal,
  onRows: (count: number) => void,
): Promise<ViewList | null> {
  if (isPlain(view)) return { ids: browse.form.allNewest(view.formId), ordinals: null };
  const needs = new Needs();
  const tests = [
    ...(view.version === undefined ? [] : [ofVersion(view.version)]),
    ...view.filters.map((filter) => testOf(browse, groups, form, view, wording, filter, needs)),
    ...(view.search.trim() === '' ? [] : [searchFor(form, view, needs)]),
  ];
  const sorts = view.sort.map(({ column: id, direction }) => {
    const column = known(form, view.path, id);
    return { column, read: needs.reader(form, column), sorted: new SortedColumn(column.type, direction) };
  });
  const ids: number[] = [];
  const ordinals: number[] = [];
  const parent = view.filters.find((filter) => filter.kind === 'parent');
  let looked = 0;
  const allVersions = view.filters.some(({ kind }) => kind === 'all-versions');
  const only = parent?.submissionId ?? null;
  for (const rows of browse.scan.rows(view.formId, view.path, needs.cells, PIECE, only, allVersions)) {
    for (const row of rows) {
      if (!tests.every((test) => test(row))) continue;
      ids.push(row[0]);
      ordinals.push(row[1]);
      for (const { column, read, sorted } of sorts) {
        const value = read(row);
        sorted.add(value, value === null ? '' : worded(form, column, row[2], value, wording));
      }
    }
    looked += rows.length;
    onRows(looked);
    await setImmediate();
    if (signal.aborted) return null;
  }
  for (const { sorted } of sorts) sorted.finish();
  const newest =
    parent === undefined ? placesOf(browse.form.allNewest(view.formId, allVersions)) : new Int32Array();
  const order = Int32Array.from(ids, (_, i) => i).sort((one, other) => {
    for (const { sorted } of sorts) {
      const found = sorted.compare(one, other);
      if (found !== 0) return found;
    }
    const a = ids[one] ?? 0;
    const b = ids[other] ?? 0;
    return (newest[a] ?? 0) - (newest[b] ?? 0) || (ordinals[one] ?? 0) - (ordinals[other] ?? 0);
  });
  return {
    ids: order.map((i) => ids[i] ?? 0),
    ordinals: view.path === '' ? null : order.map((i) => ordinals[i] ?? 0),
  };
}

function textAt(row: ScanRow, at: number): string | null {
  const cell = row[at];
  return typeof cell === 'string' ? cell : null;
}

/** Returns the position of each submission in the order newest first, by row id. */
function placesOf(newest: Int32Array): Int32Array {
  const places = new Int32Array(newest.reduce((most, id) => Math.max(most, id), 0) + 1);
  newest.forEach((id, i) => {
    places[id] = i;
  });
  return places;
}

/**
 * Returns the column with that id. Throws when the form has no such column: ids from a window are checked
 * here.
 */
export function known(form: FormColumns, path: string, id: string): DataColumn {
  const column = form.column(path, id);
  if (column === null) throw new Problem('engine.column_unknown', {});
  return column;
}

function ofVersion(version: string): Test {
  return (row) => (row[2] ?? '') === version;
}

/** Finds rows with the text in an answer, in the label of a choice in any language, or in the instance ID. */
function searchFor(form: FormColumns, view: TableView, needs: Needs): Test {
  const wanted = plain(view.search.trim());
  const answers = needs.place({ kind: 'answers' });
  // A row's key begins with the instance ID. It can be read without reading the submission.
  const key = needs.place({ kind: 'key' });
  const columns = new Map((form.tables.get(view.path) ?? []).map((column) => [column.id, column]));
  const byLabel = form.choicesNamed(view.path, (label) => plain(label).includes(wanted));
  // The text as JSON has it. Most rows can be ruled out by it without parsing their JSON.
  const written = plain(asInJson(view.search));
  const choices = [...new Set([...byLabel.values()].flatMap((values) => [...values].map(asInJson)))];
  return (row) => {
    const text = textAt(row, answers);
    if (text !== null) {
      const seen = plain(text).includes(written) || choices.some((value) => text.includes(value));
      if (seen && holds(parseValues(text), row[2])) return true;
    }
    return plain(textAt(row, key) ?? '').includes(wanted);
  };

  function holds(values: Readonly<Record<string, string>>, version: string | null): boolean {
    for (const [path, value] of Object.entries(values)) {
      if (!columns.has(path)) continue;
      if (plain(value).includes(wanted)) return true;
      const named = byLabel.get(path);
      if (named === undefined) continue;
      if (chosenIn(form, path, version, value.trim()).some((one) => named.has(one))) return true;
    }
    return false;
  }
}

function asInJson(text: string): string {
  return JSON.stringify(text.trim()).slice(1, -1);
}

function testOf(
  browse: Browse,
  groups: Pick<ProblemGroups, 'ids'>,
  form: FormColumns,
  view: TableView,
  wording: Wording,
  filter: Filter,
  needs: Needs,
): Test {
  switch (filter.kind) {
    case 'days':
      return (row) => row[3] >= filter.from && row[3] <= filter.to;
    case 'pull': {
      const ids = browse.form.ofPull(filter.pullId);
      return (row) => ids.has(row[0]);
    }
    case 'only-here': {
      const ids = browse.form.deletedOnServer(view.formId);
      return (row) => ids.has(row[0]);
    }
    case 'unlisted': {
      const ids = browse.form.noLongerListed(view.formId);
      return (row) => ids.has(row[0]);
    }
    case 'cause': {
      const { kind: _, ...cause } = filter;
      const ids = groups.ids({ ...cause, formId: view.formId });
      return (row) => ids.has(row[0]);
    }
    case 'all-versions':
      return () => true;
    case 'parent': {
      const at = needs.place({ kind: 'parent' });
      return (row) =>
        row[0] === filter.submissionId && (filter.key === null || textAt(row, at) === filter.key);
    }
    default:
      return testOfColumn(form, known(form, view.path, filter.column), wording, filter, needs);
  }
}

type ColumnFilter = Extract<Filter, { readonly column: string }>;

function testOfColumn(
  form: FormColumns,
  column: DataColumn,
  wording: Wording,
  filter: ColumnFilter,
  needs: Needs,
): Test {
  const read = needs.reader(form, column);
  switch (filter.kind) {
    case 'is':
    case 'is-not': {
      const wanted = new Set(filter.values);
      const isOne = (row: ScanRow): boolean => {
        const value = read(row) ?? '';
        return column.type === 'select-multiple'
          ? chosenIn(form, column.id, row[2], value).some((one) => wanted.has(one))
          : wanted.has(value);
      };
      return filter.kind === 'is' ? isOne : (row) => !isOne(row);
    }
    case 'contains':
    case 'starts': {
      const wanted = plain(filter.text.trim());
      const fits = (text: string): boolean =>
        filter.kind === 'starts' ? plain(text).startsWith(wanted) : plain(text).includes(wanted);
      return (row) => {
        const value = read(row);
        if (value === null || value === '') return false;
        if (fits(value)) return true;
        const words = worded(form, column, row[2], value, { ...wording, show: 'labels' });
        return words !== value && fits(words);
      };
    }
    case 'empty':
      return (row) => (read(row) ?? '') === '';
    case 'not-empty':
      return (row) => (read(row) ?? '') !== '';
    case 'between':
      return between(column, filter.from, filter.to, read);
  }
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * Both ends are included. For date-times, a day is the whole day on the clock of the device that recorded
 * them.
 */
function between(
  { type }: DataColumn,
  fromText: string | null,
  toText: string | null,
  read: (row: ScanRow) => string | null,
): Test {
  const keyOf = (text: string): number | string => sortKey(type, text, text);
  const at = (end: string | null, isIn: (found: number) => boolean): ((value: string) => boolean) => {
    if (end === null) return () => true;
    const text = end.trim();
    if (type === 'datetime' && DAY.test(text)) return (value) => isIn(compareKeys(value.slice(0, 10), text));
    const key = keyOf(text);
    return (value) => isIn(compareKeys(keyOf(value), key));
  };
  const isFrom = at(fromText, (found) => found >= 0);
  const isTo = at(toText, (found) => found <= 0);
  return (row) => {
    const value = read(row);
    return value !== null && value !== '' && isFrom(value) && isTo(value);
  };
}
