import type { BrowsedRow, BrowsedSubmission } from '../store/browse.ts';
import type { DataColumn, FormColumns } from './form-columns.ts';
import type { DataWording } from './view.ts';

/** `null` was not asked; '' has no answer. */
export type DataCell = string | null;

/** The answer of a row as recorded, trimmed; what is no answer column, as text. */
export function recorded(
  column: DataColumn,
  row: BrowsedRow,
  values: Readonly<Record<string, string>>,
): DataCell {
  if (column.field === null) return fact(column.id, row);
  const value = Object.hasOwn(values, column.id) ? values[column.id] : undefined;
  return typeof value === 'string' ? value.trim() : null;
}

/** The answer as the table shows it. */
export function shown(
  form: FormColumns,
  column: DataColumn,
  row: BrowsedRow,
  values: Readonly<Record<string, string>>,
  wording: DataWording,
): DataCell {
  const value = recorded(column, row, values);
  return value === null ? null : worded(form, column, row.version, value, wording);
}

/** A value in words: a choice's label where labels are asked for. */
export function worded(
  form: FormColumns,
  column: DataColumn,
  version: string | null,
  value: string,
  { show, language }: DataWording,
): string {
  if (show === 'values' || value === '') return value;
  if (column.type === 'select') return form.choices(version, column.id, language).get(value) ?? value;
  if (column.type === 'select-multiple') {
    const labels = form.choices(version, column.id, language);
    return value
      .split(/\s+/)
      .map((token) => labels.get(token) ?? token)
      .join(', ');
  }
  return value;
}

export function parseValues(text: string): Readonly<Record<string, string>> {
  return JSON.parse(text) as Record<string, string>;
}

function fact(id: string, row: BrowsedSubmission): DataCell {
  switch (id) {
    case '@submitted':
      return row.submissionDate ?? '';
    case '@device':
      return row.device ?? '';
    case '@submitter':
      return row.submitter ?? '';
    case '@version':
      return row.version ?? '';
    case '@signature':
      return row.encrypted === 1 ? row.signature : 'not-encrypted';
    case '@problems':
      return String(row.problems);
    case '@edited':
      return row.deprecatedId ?? '';
    case '@review':
      return row.reviewState ?? '';
    case '@state':
      return row.state;
    case '@stored':
      return row.storedAt;
    case '@id':
      return row.instanceId ?? '';
    default:
      return null;
  }
}

/** A key to sort or compare by: numbers and instants as numbers, texts without accents and case; null is "empty". */
export function sortKey(column: DataColumn, value: DataCell, words: string): number | string | null {
  if (value === null || value === '') return null;
  switch (column.type) {
    case 'integer':
    case 'decimal': {
      const number = Number(value);
      return Number.isNaN(number) ? plain(value) : number;
    }
    case 'date':
    case 'datetime': {
      const at = Date.parse(value);
      return Number.isNaN(at) ? plain(value) : at;
    }
    default:
      return plain(words);
  }
}

export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Numbers before texts, each in their order. */
export function compareKeys(one: number | string, other: number | string): number {
  if (typeof one === 'number') return typeof other === 'number' ? one - other : -1;
  if (typeof other === 'number') return 1;
  return one < other ? -1 : one > other ? 1 : 0;
}
