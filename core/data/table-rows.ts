import type { DataRow } from '../model/table-row.ts';
import type { Wording } from '../model/table-view.ts';
import { ON_SERVER } from '../store/on-server.ts';
import { parseValues, shown } from './cells.ts';
import type { DataColumn, FormColumns } from './form-columns.ts';
import { knownColumn } from './known-column.ts';
import type { Reading } from './reading.ts';

/** Returns the first rows of a form's submissions, newest first, and how many there are. Uses an index. */
export function newestRows(
  reading: Reading,
  formId: string,
  columns: readonly string[],
  wording: Wording,
  offset: number,
  limit: number,
): { readonly total: number; readonly rows: readonly DataRow[] } {
  const ids = reading.browse.form.newest(formId, limit, offset);
  return {
    total: reading.readable(formId),
    rows: rowsOf(reading, formId, '', columns, wording, ids, null),
  };
}

/** Returns the rows of these submissions and ordinals (null: all 0). A row that is gone has no cells. */
export function rowsOf(
  reading: Reading,
  formId: string,
  path: string,
  columns: readonly string[],
  wording: Wording,
  ids: ArrayLike<number>,
  ordinals: ArrayLike<number> | null,
): DataRow[] {
  const form = reading.form(formId);
  const wanted = columns.map((id) => knownColumn(form, path, id));
  return Array.from(ids, (id, i) => rowOf(reading, form, id, ordinals?.[i] ?? 0, wanted, wording));
}

function rowOf(
  reading: Reading,
  form: FormColumns,
  id: number,
  ordinal: number,
  columns: readonly DataColumn[],
  wording: Wording,
): DataRow {
  const row = reading.browse.submission.row(id, ordinal);
  // A copy with fewer rows replaced it after the list was made. The rows below must not move up.
  if (row === null) {
    return {
      submissionId: id,
      key: '',
      cells: columns.map(() => null),
      signature: 'not-checkable',
      warnings: 0,
      isDeleted: false,
      isUnlisted: false,
      isOtherVersion: false,
    };
  }
  const values = parseValues(row.values);
  return {
    submissionId: id,
    key: row.key,
    cells: columns.map((column) => shown(form, column, row, values, wording)),
    signature: row.encrypted === 1 ? row.signature : 'not-encrypted',
    warnings: row.problems,
    isDeleted: row.onServer === ON_SERVER.deleted,
    isUnlisted: row.onServer === ON_SERVER.unlisted,
    isOtherVersion: row.rowId !== null,
  };
}
