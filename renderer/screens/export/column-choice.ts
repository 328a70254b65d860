import type { ExportForm } from '../../../electron/ipc/export.ts';

export type ColumnTable = ExportForm['tables'][number];

/** The paths of all answers, in the order of the tables. */
export function allPaths(form: ExportForm): readonly string[] {
  return form.tables.flatMap(({ columns }) => columns.map(({ path }) => path));
}

/** The tables with repeats inside: their answers can be added to the rows of these repeats. */
export function aroundRepeats(form: ExportForm): ExportForm {
  const { tables } = form;
  const hasInside = (path: string): boolean =>
    tables.some((table) => table.path !== path && (path === '' || table.path.startsWith(`${path}/`)));
  return { ...form, tables: tables.filter(({ path }) => hasInside(path)) };
}

/**
 * The answers that Data shows in the table of submissions, in the form's order, and all answers of the
 * repeats, because Data shows each table separately. Takes the ids of Data's columns. Ids that begin with `@`
 * are not answers.
 */
export function columnsOfData(form: ExportForm, shown: readonly string[]): readonly string[] {
  const wanted = new Set(shown);
  return form.tables.flatMap(({ path, columns }) =>
    columns.filter((column) => path !== '' || wanted.has(column.path)).map((column) => column.path),
  );
}

/** The columns whose label or path contains the text, by table. Tables without such a column are left out. */
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

/**
 * The columns of a table by the group that contains them, in the form's order; '' for columns outside all
 * groups.
 */
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

/** The chosen columns after these are ticked or unticked, in the form's order. */
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
