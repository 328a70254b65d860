import type { FormModel } from '../../model/form.ts';
import type { ArrivedPath } from '../../model/rows.ts';
import { type TableShape, tablesOf, tablesOfPaths } from '../../xform/shapes.ts';

/**
 * Returns the definitions of a form in the order in which they give names and codes: as they came here, and
 * from the oldest version to the newest where several came together. An older version that comes later must
 * not take a name that an earlier export has given. Takes them from the newest version to the oldest.
 */
export function inNamingOrder(models: readonly FormModel[]): FormModel[] {
  return models.toReversed().sort((a, b) => (a.arrival ?? 0) - (b.arrival ?? 0));
}

/**
 * Returns the tables that give names, in their order: those of the definitions, as `inNamingOrder`, and between
 * them, as tables of their own, the answers that no definition named when they came. A definition that comes later
 * must not take the name of their columns, also when it names the same answers. Takes these answers in the order in
 * which they came.
 */
export function namingTables(
  models: readonly FormModel[],
  arrived: readonly ArrivedPath[] = [],
): readonly (readonly TableShape[])[] {
  const giving: (readonly TableShape[])[] = [];
  const places = new Set<string>();
  const give = (tables: readonly TableShape[]): void => {
    giving.push(tables);
    for (const { path } of tables) places.add(path);
  };
  let next = 0;
  /** Gives what came before the definition with that arrival, neighbours of one table together. */
  const giveArrived = (before: number): void => {
    for (;;) {
      const place = arrived[next]?.place;
      const paths: string[] = [];
      for (; arrived[next] !== undefined && arrived[next]?.place === place; next += 1) {
        const { path, after } = arrived[next] as ArrivedPath;
        if (after >= before) break;
        paths.push(path);
      }
      if (place === undefined || paths.length === 0) return;
      // With the repeats around it, of which there may be columns for each row.
      const stored = new Map<string, readonly string[]>();
      for (const other of places) if (place.startsWith(`${other}/`)) stored.set(other, []);
      give(tablesOfPaths(stored.set(place, paths)));
    }
  };
  for (const model of inNamingOrder(models)) {
    giveArrived(model.arrival ?? 0);
    give(tablesOf(model));
  }
  giveArrived(Number.POSITIVE_INFINITY);
  return giving;
}
