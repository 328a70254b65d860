/**
 * Returns the shown columns after these columns are ticked or unticked. An added column comes after the
 * nearest shown column that precedes it in the form. Columns that the user moved stay in place. Takes all
 * columns in the form's order.
 */
export function withColumns(
  all: readonly string[],
  shown: readonly string[],
  ids: readonly string[],
  isOn: boolean,
): readonly string[] {
  const changed = new Set(ids);
  if (!isOn) return shown.filter((id) => !changed.has(id));
  const next = [...shown];
  const isShown = new Set(shown);
  // The place of the next added column.
  let place = 0;
  for (const id of all) {
    if (isShown.has(id)) place = next.indexOf(id) + 1;
    else if (changed.has(id)) {
      next.splice(place, 0, id);
      place += 1;
    }
  }
  return next;
}
