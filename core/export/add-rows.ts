import type { MadeRow } from './rows-of.ts';

/** The position of an output in the list of all outputs. */
export interface OutputPlace {
  readonly place: number;
}

/**
 * Adds rows one after the other, starting with the row at index `first`. Returns a promise only when a sink
 * does. A promise for each of a million rows would need more memory than the rows.
 */
export function addRows(
  rows: readonly MadeRow<OutputPlace>[],
  add: (place: number, row: unknown) => void | Promise<void>,
  first = 0,
): undefined | Promise<void> {
  for (let i = first; i < rows.length; i += 1) {
    const made = rows[i];
    const wait = made === undefined ? undefined : add(made.place.place, made.row);
    if (wait !== undefined) return wait.then(() => addRows(rows, add, i + 1));
  }
  return undefined;
}
