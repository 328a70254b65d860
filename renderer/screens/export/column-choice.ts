import type { ExportForm } from '../../../electron/ipc/export.ts';

export type ColumnTable = ExportForm['tables'][number];

/** The paths of all answers, tables in their order. */
export function allPaths(form: ExportForm): readonly string[] {
  return form.tables.flatMap(({ columns }) => columns.map(({ path }) => path));
}

/**
 * The answers that Data shows of the submissions, in the form's order, with all of the repeats: Data shows each table
 * by itself. Takes the ids of its columns, of which those that begin with `@` are no answers.
 */
export function columnsOfData(form: ExportForm, shown: readonly string[]): readonly string[] {
  const wanted = new Set(shown);
  return form.tables.flatMap(({ path, columns }) =>
    columns.filter((column) => path !== '' || wanted.has(column.path)).map((column) => column.path),
  );
}

/** The tables with the columns whose label or path has that text in it; tables without any are left out. */
export function found(form: ExportForm, text: string): readonly ColumnTable[] {
  const wanted = text.trim().toLocaleLowerCase();
  return form.tables
    .map((table) => ({
      ...table,
      columns: table.columns.filter(
        ({ path, label }) =>
          path.toLocaleLowerCase().includes(wanted) || label.toLocaleLowerCase().includes(wanted),
      ),
    }))
    .filter(({ columns }) => columns.length > 0);
}

/** The columns of a table by the groups around them, in the form's order; '' for those that stand in none. */
export function byGroup({
  path,
  columns,
}: ColumnTable): readonly (readonly [group: string, columns: ColumnTable['columns']])[] {
  const before = path === '' ? '' : `${path}/`;
  const groupOf = (column: string): string => {
    const within = column.startsWith(before) ? column.slice(before.length) : column;
    return within.slice(0, Math.max(0, within.lastIndexOf('/')));
  };
  return [...Map.groupBy(columns, (column) => groupOf(column.path))];
}

/** The choice after these were ticked or not, in the form's order. */
export function ticked(
  form: ExportForm,
  chosen: readonly string[],
  paths: readonly string[],
  isChosen: boolean,
): readonly string[] {
  const next = new Set(chosen);
  for (const path of paths) {
    if (isChosen) next.add(path);
    else next.delete(path);
  }
  return allPaths(form).filter((path) => next.has(path));
}
