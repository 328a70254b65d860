import type { GroupCounts } from '../../model/rows.ts';

/** Counts the rows of each combination of answers, as the export has them. */
export class GroupCounter {
  readonly #columns: readonly string[];
  readonly #k: number;
  #groups = new Map<string, number>();

  constructor(columns: readonly string[], k: number) {
    this.#columns = columns;
    this.#k = k;
  }

  clear(): void {
    this.#groups = new Map();
  }

  add(answers: readonly string[]): void {
    const id = JSON.stringify(answers);
    this.#groups.set(id, (this.#groups.get(id) ?? 0) + 1);
  }

  counts(): GroupCounts {
    let [rows, smallest, below] = [0, Number.POSITIVE_INFINITY, 0];
    for (const count of this.#groups.values()) {
      rows += count;
      smallest = Math.min(smallest, count);
      if (count < this.#k) below += count;
    }
    const groups = this.#groups.size;
    return { columns: this.#columns, k: this.#k, rows, groups, smallest: groups === 0 ? 0 : smallest, below };
  }
}
