import type { ColumnFacts } from './analysis-table.ts';
import { EMPTY, type Missing, NOT_ASKED } from './cell.ts';

/** What the rows of a table have in each column, counted while the rows pass. */
export class FactsOfColumns {
  readonly columns: number;
  readonly #values: Float64Array;
  readonly #empty: Float64Array;
  readonly #notAsked: Float64Array;
  readonly #notInVersion: Float64Array;
  readonly #least: Float64Array;
  readonly #greatest: Float64Array;
  readonly #isBroken: Uint8Array;
  readonly #longest: Uint32Array;
  readonly #bytes: Float64Array;

  constructor(columns: number) {
    this.columns = columns;
    this.#values = new Float64Array(columns);
    this.#empty = new Float64Array(columns);
    this.#notAsked = new Float64Array(columns);
    this.#notInVersion = new Float64Array(columns);
    this.#least = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
    this.#greatest = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
    this.#isBroken = new Uint8Array(columns);
    this.#longest = new Uint32Array(columns);
    this.#bytes = new Float64Array(columns);
  }

  addMissing(column: number, cell: Missing): void {
    const counts = cell === EMPTY ? this.#empty : cell === NOT_ASKED ? this.#notAsked : this.#notInVersion;
    counts[column] = at(counts, column) + 1;
  }

  addNumber(column: number, number: number): void {
    this.#values[column] = at(this.#values, column) + 1;
    if (number < at(this.#least, column)) this.#least[column] = number;
    if (number > at(this.#greatest, column)) this.#greatest[column] = number;
    if (!Number.isInteger(number)) this.#isBroken[column] = 1;
  }

  /** Takes the length of a text in bytes of UTF-8. */
  addText(column: number, bytes: number): void {
    this.#values[column] = at(this.#values, column) + 1;
    if (bytes > at(this.#longest, column)) this.#longest[column] = bytes;
    this.#bytes[column] = at(this.#bytes, column) + bytes;
  }

  of(column: number): ColumnFacts {
    const least = at(this.#least, column);
    const greatest = at(this.#greatest, column);
    return {
      values: at(this.#values, column),
      missing: {
        empty: at(this.#empty, column),
        notAsked: at(this.#notAsked, column),
        notInVersion: at(this.#notInVersion, column),
      },
      least: Number.isFinite(least) ? least : null,
      greatest: Number.isFinite(greatest) ? greatest : null,
      isWhole: this.#isBroken[column] === 0,
      longest: at(this.#longest, column),
      bytes: at(this.#bytes, column),
    };
  }
}

function at(counts: Float64Array | Uint32Array, column: number): number {
  return counts[column] ?? 0;
}
