import { Problem } from '../ground/problem.ts';
import type { DataColumn, FormColumns } from './form-columns.ts';

/**
 * Returns the column with that id. Throws when the form has no such column: ids from a window are checked
 * here.
 */
export function knownColumn(form: FormColumns, path: string, id: string): DataColumn {
  const column = form.column(path, id);
  if (column === null) throw new Problem('engine.column_unknown', {});
  return column;
}
