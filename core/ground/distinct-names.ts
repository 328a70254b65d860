/**
 * A thing with a name that others may share, and the marks that may tell them apart, the most useful first.
 */
export interface Named {
  readonly id: string;
  readonly name: string;
  /** Null when a mark is not known. */
  readonly marks: readonly (string | null)[];
}

/**
 * Returns a unique name for each ID. If several things share a name, each gets a mark in brackets behind it:
 * the first mark that all of them have and that differs for each. If there is no such mark, each gets its ID.
 */
export function distinctNames(all: readonly Named[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const things = new Map(all.map((one) => [one.id, one]));
  for (const group of Map.groupBy(things.values(), ({ name }) => name.trim().toLowerCase()).values()) {
    const [first] = group;
    const at = first?.marks.findIndex((_, i) => isTelling(group.map(({ marks }) => marks[i] ?? null))) ?? -1;
    for (const { id, name, marks } of group) {
      names.set(id, group.length === 1 ? name : `${name} (${marks[at] ?? id})`);
    }
  }
  return names;
}

function isTelling(marks: readonly (string | null)[]): boolean {
  return marks.every((mark) => mark !== null && mark !== '') && new Set(marks).size === marks.length;
}
