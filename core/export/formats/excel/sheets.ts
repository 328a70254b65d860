import { type Cell, EMPTY } from '../../analysis/cell.ts';
import { numbered } from './sheet-names.ts';
import type { SheetColumn } from './sheet-xml.ts';

/** Rows under one header, of any number: they become one sheet or several. */
export interface SheetTable {
  readonly name: string;
  readonly columns: readonly SheetColumn[];
  readonly count: number;
  /** Gives the rows from the first to the last, each time it is called. */
  rows(): Iterable<readonly Cell[]>;
}

/** The rows, with the header, and the columns of one sheet, at most. */
export interface SheetLimits {
  readonly rows: number;
  readonly columns: number;
}

/** The sheets that have the same columns: each has the next rows. */
export interface SheetGroup {
  readonly columns: readonly SheetColumn[];
  readonly parts: readonly { readonly name: string; readonly count: number }[];
  /** The rows of all parts, with the cells of these columns. */
  rows(): Iterable<readonly Cell[]>;
}

/**
 * Splits a table into sheets. Takes the names that are taken, in small letters, and adds its own. A table with too
 * many columns has the first column, which is the key, on every sheet.
 */
export function splitTable(
  table: SheetTable,
  limits: SheetLimits,
  taken: Set<string>,
): readonly SheetGroup[] {
  const perSheet = limits.rows - 1;
  const counts = Array.from({ length: Math.max(1, Math.ceil(table.count / perSheet)) }, (_, i) =>
    Math.min(perSheet, table.count - i * perSheet),
  );
  return columnsOfSheets(table.columns.length, limits.columns).map((places) => ({
    columns: places.flatMap((place) => table.columns[place] ?? []),
    parts: counts.map((count) => ({ name: claim(table.name, taken), count })),
    rows: () => (places.length === table.columns.length ? table.rows() : picked(table.rows(), places)),
  }));
}

function claim(wanted: string, taken: Set<string>): string {
  for (let number = 1; ; number += 1) {
    const name = numbered(wanted, number);
    const folded = name.toLowerCase();
    if (taken.has(folded)) continue;
    taken.add(folded);
    return name;
  }
}

function columnsOfSheets(count: number, most: number): readonly (readonly number[])[] {
  const places = Array.from({ length: count }, (_, place) => place);
  if (count <= most) return [places];
  const sheets: (readonly number[])[] = [];
  for (let start = 1; start < count; start += most - 1) {
    sheets.push([0, ...places.slice(start, start + most - 1)]);
  }
  return sheets;
}

function* picked(rows: Iterable<readonly Cell[]>, places: readonly number[]): Generator<readonly Cell[]> {
  for (const row of rows) yield places.map((place) => row[place] ?? EMPTY);
}
