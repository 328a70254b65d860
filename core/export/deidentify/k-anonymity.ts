/** How many rows share the same answers in some columns. */
export interface GroupCounts {
  readonly columns: readonly string[];
  readonly k: number;
  readonly rows: number;
  readonly groups: number;
  /** The rows of the smallest group; 0 when there are no rows. */
  readonly smallest: number;
  /** Rows in groups with fewer than `k` rows. */
  readonly below: number;
}

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
