import type { TableShape } from '../xform/shapes.ts';

/**
 * Returns the tables with only the columns of the chosen answers. A repeat without chosen answers is left
 * out, unless a repeat inside it is kept: the rows between hold the keys that lead to the submission. Takes
 * the paths of the answers; undefined means all.
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

/** Returns the path one step up. Groups between two repeats are skipped. */
function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
