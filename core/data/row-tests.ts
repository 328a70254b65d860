import type { Filter, TableView, Wording } from '../model/table-view.ts';
import type { ScanRow } from '../store/browse/scan.ts';
import { chosenIn, parseValues, worded } from './cells.ts';
import type { DataColumn, FormColumns } from './form-columns.ts';
import { knownColumn } from './known-column.ts';
import type { ListSource } from './list-source.ts';
import { type NeededCells, textAt } from './needed-cells.ts';
import { compareKeys, plain, sortKey } from './row-order.ts';

/** Whether a view has the row. */
export type RowTest = (row: ScanRow) => boolean;

/**
 * Returns the tests that a row must pass to be in the view: its version, its filters, its search. Adds the cells that
 * they read to `needs`. Throws `engine.column_unknown` for a column that the form does not have.
 */
export function rowTests(
  source: ListSource,
  view: TableView,
  wording: Wording,
  needs: NeededCells,
): readonly RowTest[] {
  return [
    ...(view.version === undefined ? [] : [ofVersion(view.version)]),
    ...view.filters.map((filter) => testOf(source, view, wording, filter, needs)),
    ...(view.search.trim() === '' ? [] : [searchFor(source.form, view, needs)]),
  ];
}

function ofVersion(version: string): RowTest {
  return (row) => (row[2] ?? '') === version;
}

/** Finds rows with the text in an answer, in the label of a choice in any language, or in the instance ID. */
function searchFor(form: FormColumns, view: TableView, needs: NeededCells): RowTest {
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
  { browse, groups, form }: ListSource,
  view: TableView,
  wording: Wording,
  filter: Filter,
  needs: NeededCells,
): RowTest {
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
      return testOfColumn(form, knownColumn(form, view.path, filter.column), wording, filter, needs);
  }
}

type ColumnFilter = Extract<Filter, { readonly column: string }>;

function testOfColumn(
  form: FormColumns,
  column: DataColumn,
  wording: Wording,
  filter: ColumnFilter,
  needs: NeededCells,
): RowTest {
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
): RowTest {
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
