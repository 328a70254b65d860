/**
 * The shown columns after these were ticked or not. A column that is added stands where the form has it, behind the
 * nearest shown one before it; what the user has moved stays where it is. Takes all columns in the form's order.
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
  // The end of what stands before the next one to be added.
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
