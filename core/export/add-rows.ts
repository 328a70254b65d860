/** A row, and the place of its output in the list of all. */
export interface PlacedRow {
  readonly place: number;
  readonly row: unknown;
}

/**
 * Adds rows one after the other. Returns a promise only where a sink does: one for each row of a million costs more
 * memory than the rows.
 */
export function addAll(
  rows: readonly PlacedRow[],
  add: (place: number, row: unknown) => void | Promise<void>,
): undefined | Promise<void> {
  for (const [i, { place, row }] of rows.entries()) {
    const wait = add(place, row);
    if (wait !== undefined) return wait.then(() => addAll(rows.slice(i + 1), add));
  }
  return undefined;
}
