/** How columns are named: by the full path, by its last name, or by its shortest unique ending. */
export type NameStyle = 'full' | 'leaf' | 'shortest';

/**
 * Returns readable, unique names for the columns of one table, in the order of `paths` (names joined with
 * `/`). `full` is the path itself. `leaf` (the last name) and `shortest` (the shortest unique ending) give
 * the same names, because equal leaves are told apart by their shortest unique endings.
 */
export function columnNames(paths: readonly string[], style: NameStyle): string[] {
  const endings = shortestEndings(paths.map(stepsOf)).map((steps) => steps.join('/'));
  return unique(style === 'full' ? paths : endings, [], (name) => name);
}

/**
 * Returns names for the columns of an SQLite view, where two names that differ only by case are the same.
 * Each is the last name if that is unique, else the shortest unique ending, joined with `_`. No name in
 * `taken` is used.
 */
export function viewColumnNames(paths: readonly string[], taken: readonly string[]): string[] {
  const endings = shortestEndings(paths.map((path) => stepsOf(fold(path))));
  const names = paths.map((path, i) =>
    stepsOf(path)
      .slice(-(endings[i]?.length ?? 0))
      .join('_'),
  );
  return unique(names, taken, fold);
}

function stepsOf(path: string): readonly string[] {
  return path.split('/');
}

function fold(name: string): string {
  return name.toLowerCase();
}

/**
 * For each path, the shortest ending that no other path of these shares, or the whole path if there is none.
 */
function shortestEndings(paths: readonly (readonly string[])[]): (readonly string[])[] {
  const endings = paths.map((path) => path.slice(-1));
  for (;;) {
    const places = Map.groupBy(endings.keys(), (i) => (endings[i] ?? []).join('/'));
    let grew = false;
    for (const same of places.values()) {
      if (same.length === 1) continue;
      for (const i of same) {
        const path = paths[i] ?? [];
        const length = endings[i]?.length ?? 0;
        if (length >= path.length) continue;
        endings[i] = path.slice(-(length + 1));
        grew = true;
      }
    }
    if (!grew) return endings;
  }
}

/** Numbers the names that are in `taken` or occur again: `name_2`, `name_3` … */
function unique(names: readonly string[], taken: readonly string[], key: (name: string) => string): string[] {
  const wanted = new Set(names.map(key));
  const given = new Set(taken.map(key));
  const counts = new Map<string, number>();
  return names.map((name) => {
    let chosen = name;
    for (let n = counts.get(key(name)) ?? 2; given.has(key(chosen)); n += 1) {
      const numbered = `${name}_${n}`;
      counts.set(key(name), n);
      // Skip a number if another column really has the numbered name.
      if (!wanted.has(key(numbered))) chosen = numbered;
    }
    given.add(key(chosen));
    return chosen;
  });
}
