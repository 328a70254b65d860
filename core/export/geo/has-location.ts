import { Problem } from '../../ground/problem.ts';
import type { TypedTable } from '../typed-table.ts';
import { shapeKind } from './shape.ts';

/** Throws a Problem when no exported question is a place, a line or an area. Takes the form's tables. */
export function checkLocation(tables: readonly Pick<TypedTable, 'columns'>[]): void {
  const hasLocation = tables.some(({ columns }) =>
    columns.some((column) => column.kind === 'field' && shapeKind(column.field.type) !== null),
  );
  if (!hasLocation) throw new Problem('export.no_location', {});
}
