import type { FormModel, FormNode } from '../model/form.ts';
import type { NumberedQuestion } from '../model/rows.ts';

/**
 * The paths of questions of repeats, with the number of each row around them at the end: `member/name_2`. No
 * two of them are the same, and none is that of a question outside the repeats.
 */
export class WidePaths {
  readonly #repeats: readonly string[];
  /** By path: what it belongs to; null is a question outside the repeats. */
  readonly #owners = new Map<string, NumberedQuestion | null>();
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
        if (node.kind === 'field') this.#owners.set(node.path, null);
        else if (node.kind === 'group') take(node.children);
      }
    };
    for (const { children } of models) take(children);
    for (const path of stored.get('') ?? []) this.#owners.set(path, null);
  }

  /** Takes the path of a question and the numbers of the rows around it, the outer ones first. */
  of(path: string, row: readonly number[]): string {
    const numbers = row.join('_');
    const id = `${path}\n${numbers}`;
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    let made = `${path}_${numbers}`;
    while (this.#owners.has(made)) made += '_';
    this.#owners.set(made, { path, row });
    this.#known.set(id, made);
    const others = this.#made.get(path);
    if (others === undefined) this.#made.set(path, [made]);
    else others.push(made);
    return made;
  }

  /** Returns what a path was made of; null when it was not made here. */
  questionOf(made: string): NumberedQuestion | null {
    return this.#owners.get(made) ?? null;
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
