import type { FinishedColumn, FinishedTable } from '../../analysis/analysis-table.ts';
import { textWidth, width } from './values.ts';

/** PostgreSQL has 1,600 columns in a table, counting those that were dropped. */
export const MOST_COLUMNS = 1590;
/** Bytes of a row in its page, without the row's own header. */
const MOST_BYTES = 7800;

/** A column and its place in the rows. */
export interface PlacedColumn {
  readonly column: FinishedColumn;
  readonly place: number;
}

/**
 * Returns the columns of each table that a finished table needs: one, unless it has too many columns or a row
 * would be too wide for a page. All of them have the key first.
 */
export function partsOf(table: FinishedTable): readonly (readonly PlacedColumn[])[] {
  const all = table.columns.map((column, place) => ({ column, place }));
  const key = all.filter(({ column }) => column.name === table.key);
  const rest = all.filter(({ column }) => column.name !== table.key);
  const fits =
    all.length <= MOST_COLUMNS && (sum(all.map(widest)) <= MOST_BYTES || widestRow(table) <= MOST_BYTES);
  if (fits) return [all];
  const parts: PlacedColumn[][] = [];
  let part: PlacedColumn[] = [];
  let bytes = 0;
  for (const one of rest) {
    const own = widest(one);
    if (part.length > 0 && (part.length + 1 >= MOST_COLUMNS || bytes + own > MOST_BYTES - 32)) {
      parts.push([...key, ...part]);
      part = [];
      bytes = 0;
    }
    part.push(one);
    bytes += own;
  }
  return [...parts, [...key, ...part]];
}

/** The most bytes that a value of the column takes. */
function widest({ column: { kind, facts } }: PlacedColumn): number {
  if (facts.values === 0) return 0;
  return Math.max(
    facts.longest > 0 ? textWidth(facts.longest) : 0,
    facts.least === null ? 0 : kind === 'flag' ? 4 : 16,
  );
}

function widestRow({ columns, rows }: FinishedTable): number {
  let most = 0;
  for (const cells of rows()) {
    let bytes = 0;
    for (let i = 0; i < columns.length; i += 1) {
      const cell = cells[i];
      const kind = columns[i]?.kind;
      if (cell !== undefined && kind !== undefined) bytes += width(kind, cell);
    }
    most = Math.max(most, bytes);
  }
  return most;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
