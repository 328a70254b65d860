import type { Cell } from '../model/table-row.ts';
import type { Wording } from '../model/table-view.ts';
import type { BrowsedRow, FactId } from '../store/browse/columns.ts';
import { BETWEEN_ORIGINS } from '../store/origins.ts';
import { type DataColumn, type FormColumns, isFact } from './form-columns.ts';
import { parentName } from './parent-name.ts';

/** Returns the recorded answer of a row, trimmed. A fact column gives its text. */
export function recorded(
  form: FormColumns,
  column: DataColumn,
  row: BrowsedRow,
  values: Readonly<Record<string, string>>,
): Cell {
  if (isFact(column.id)) return factText(form, column.id, row[column.id]);
  const value = Object.hasOwn(values, column.id) ? values[column.id] : undefined;
  return typeof value === 'string' ? value.trim() : null;
}

/** Returns a fact of a row as people read it. Takes the fact as the store gives it. */
export function factText(form: FormColumns, id: FactId, fact: string): string {
  return id === '@parent' ? parentName(form, fact) : fact;
}

/** Returns the answer as the table shows it. */
export function shown(
  form: FormColumns,
  column: DataColumn,
  row: BrowsedRow,
  values: Readonly<Record<string, string>>,
  wording: Wording,
): Cell {
  const value = recorded(form, column, row, values);
  return value === null ? null : worded(form, column, row.version, value, wording);
}

/** Returns a value in words: the choice's label if `show` asks for labels. */
export function worded(
  form: FormColumns,
  column: DataColumn,
  version: string | null,
  value: string,
  { show, language }: Wording,
): string {
  if (column.id === '@source') return value.replaceAll('\n', BETWEEN_ORIGINS);
  if (show === 'values' || value === '') return value;
  if (column.type === 'select') {
    const own = form.splitter(version, column.id)?.one(value) ?? value;
    return form.choices(version, column.id, language).get(own) ?? value;
  }
  if (column.type === 'select-multiple') {
    const splitter = form.splitter(version, column.id);
    const values = splitter?.split(value) ?? null;
    // When the chosen values cannot be told apart, the answer is shown as it is.
    if (values === null || splitter?.isAny(values) !== true) return value;
    const labels = form.choices(version, column.id, language);
    return values.map((one) => labels.get(one) ?? one).join(', ');
  }
  return value;
}

/**
 * Returns the chosen values of a select-multiple answer. When its choices are not known, returns the words of
 * the answer.
 */
export function chosenIn(
  form: FormColumns,
  path: string,
  version: string | null,
  value: string,
): readonly string[] {
  if (path === '@source') return value.split('\n');
  const splitter = form.splitter(version, path);
  return splitter === null ? value.split(/[ \t\r\n]+/) : (splitter.split(value) ?? [value]);
}

export function parseValues(text: string): Readonly<Record<string, string>> {
  return JSON.parse(text) as Record<string, string>;
}
