import type { Cell } from '../../analysis/cell.ts';

/** The values of one column in one row group, as bytes outside of the heap. */
export interface ColumnValues {
  /** Adds a cell of the next row. Returns about how many bytes of memory it takes. */
  add(cell: Cell): number;
  /** Returns what the rows have, and forgets it: its bytes are used again with the next `add`. */
  take(): EncodedValues;
  /** How many of the rows have a value. */
  readonly count: number;
}

/** The values of a column in one row group, encoded. */
export interface EncodedValues {
  /** The different values in the encoding PLAIN, when the pages have places in this dictionary. */
  readonly dictionary: { readonly count: number; readonly bytes: Uint8Array } | null;
  readonly pages: readonly {
    /** How many rows the page has, with those without a value. */
    readonly rows: number;
    /** The definition levels and the values. */
    readonly bytes: Uint8Array;
  }[];
  readonly nulls: number;
  /** In the encoding PLAIN; null for texts, and without a value. */
  readonly bounds: { readonly least: Uint8Array; readonly greatest: Uint8Array } | null;
}
