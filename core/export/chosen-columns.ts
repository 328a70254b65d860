import type { TableShape } from '../xform/shapes.ts';

/**
 * The tables with the columns of the chosen answers only. A repeat without any is left out, unless one below it is
 * kept: its rows hold the keys that lead from there to the submission. Takes the answers' paths; undefined is all.
 */
export function chosenTables(
  tables: readonly TableShape[],
  chosen: readonly string[] | undefined,
): readonly TableShape[] {
  if (chosen === undefined) return tables;
  const paths = new Set(chosen);
  const kept = new Set<string>(['']);
  for (const table of tables) {
    if (!table.columns.some((column) => column.kind === 'field' && paths.has(column.path))) continue;
    for (let place = table.path; place !== ''; place = parentOf(place)) kept.add(place);
  }
  return tables
    .filter((table) => kept.has(table.path))
    .map(({ path, columns }) => ({
      path,
      columns: columns.filter((column) =>
        column.kind === 'field' ? paths.has(column.path) : kept.has(column.path),
      ),
    }));
}

/** One step up; the groups between two repeats are passed through. */
function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
