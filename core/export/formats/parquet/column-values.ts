import type { FinishedColumn } from '../../analysis/analysis-table.ts';
import { type Cell, isMissing } from '../../analysis/cell.ts';

/** A value as the writer of Parquet files takes it; null for a cell without a value. */
export type ParquetValue = string | number | bigint | boolean | null;

/** The values of one column in one row group. They are kept small until the writer asks for them. */
export interface ColumnValues {
  /** Takes the place of the row in its group. */
  set(row: number, cell: Cell): void;
  /** Returns the values of the first rows. */
  first(rows: number): ParquetValue[];
}

/** Returns an empty column. Takes the most rows of a group. */
export function columnValues({ kind, list }: FinishedColumn, rows: number): ColumnValues {
  switch (kind) {
    case 'whole':
      return new NumberValues(rows, BigInt);
    case 'number':
      return new NumberValues(rows, (number) => number);
    case 'flag':
      return new NumberValues(rows, (number) => number === 1);
    case 'date':
    case 'time':
    case 'dateTime':
      return new NumberValues(rows, Math.floor);
    case 'choice':
      return new NumberValues(rows, (number) => list?.choices[number]?.value ?? null);
    default:
      return new TextValues();
  }
}

/** Numbers outside of the heap: the collector of garbage has nothing to do with them. */
class NumberValues implements ColumnValues {
  readonly #numbers: Float64Array;
  readonly #isThere: Uint8Array;
  readonly #read: (number: number) => ParquetValue;

  constructor(rows: number, read: (number: number) => ParquetValue) {
    this.#numbers = new Float64Array(rows);
    this.#isThere = new Uint8Array(rows);
    this.#read = read;
  }

  set(row: number, cell: Cell): void {
    const isThere = typeof cell === 'number';
    this.#isThere[row] = isThere ? 1 : 0;
    if (isThere) this.#numbers[row] = cell;
  }

  first(rows: number): ParquetValue[] {
    const values = new Array<ParquetValue>(rows);
    for (let row = 0; row < rows; row += 1) {
      values[row] = this.#isThere[row] === 1 ? this.#read(this.#numbers[row] ?? 0) : null;
    }
    return values;
  }
}

/** A column with more different texts is taken for one in which most differ. */
const FEW = 256;

/** Texts. Of few different ones, such as the values of choices, each is there once. */
class TextValues implements ColumnValues {
  readonly #texts: ParquetValue[] = [];
  #known: Map<string, string> | null = new Map();

  set(row: number, cell: Cell): void {
    this.#texts[row] = isMissing(cell) ? null : this.#once(String(cell));
  }

  first(rows: number): ParquetValue[] {
    return this.#texts.slice(0, rows);
  }

  #once(text: string): string {
    if (this.#known === null) return text;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size < FEW) this.#known.set(text, text);
    else this.#known = null;
    return text;
  }
}
