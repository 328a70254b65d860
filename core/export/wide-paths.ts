import type { FormModel, FormNode } from '../model/form.ts';

/**
 * The paths of questions of repeats, with the number of each row around them at the end: `member/name_2`. No
 * two of them are the same, and none is that of a question outside the repeats.
 */
export class WidePaths {
  readonly #repeats: readonly string[];
  /** By path: what it belongs to. */
  readonly #owners = new Map<string, string>();
  readonly #known = new Map<string, string>();
  /** What was made of a path so far. */
  readonly #made = new Map<string, string[]>();

  /** Takes the definitions, the paths of stored answers by the path of their record, and all repeats. */
  constructor(
    models: readonly FormModel[],
    stored: ReadonlyMap<string, readonly string[]>,
    repeats: ReadonlySet<string>,
  ) {
    this.#repeats = [...repeats].sort();
    const take = (nodes: readonly FormNode[]): void => {
      for (const node of nodes) {
        if (node.kind === 'field') this.#owners.set(node.path, '');
        else if (node.kind === 'group') take(node.children);
      }
    };
    for (const { children } of models) take(children);
    for (const path of stored.get('') ?? []) this.#owners.set(path, '');
  }

  /** Takes the path of a question and the numbers of the rows around it, the outer ones first. */
  of(path: string, row: readonly number[]): string {
    const numbers = row.join('_');
    const owner = `${path}\n${numbers}`;
    const known = this.#known.get(owner);
    if (known !== undefined) return known;
    let made = `${path}_${numbers}`;
    while (this.#owners.has(made)) made += '_';
    this.#owners.set(made, owner);
    this.#known.set(owner, made);
    const others = this.#made.get(path);
    if (others === undefined) this.#made.set(path, [made]);
    else others.push(made);
    return made;
  }

  /** Returns all paths that were made of a question's path so far; the path itself when there are none. */
  madeOf(path: string): readonly string[] {
    return this.#made.get(path) ?? [path];
  }

  /** Returns the repeats around the rows of a repeat, the outer ones first, and the repeat itself. */
  repeatsTo(place: string): readonly string[] {
    return this.#repeats.filter((repeat) => repeat === place || place.startsWith(`${repeat}/`));
  }
}
