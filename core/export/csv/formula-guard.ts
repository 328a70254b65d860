import { NUMBER } from '../number-pattern.ts';

const STARTS_FORMULA: ReadonlySet<number> = new Set([...'=+-@\t\r'].map((start) => start.charCodeAt(0)));
const PLAIN_NUMBER = new RegExp(`^${NUMBER}$`);
const POINT = `${NUMBER}(?: ${NUMBER}){1,3}`;
const POINTS = new RegExp(`^${POINT}; ?(?:${POINT}; ?)*(?:${POINT})?$`);

/**
 * Returns a cell that a spreadsheet neither computes nor refuses: a cell that starts with `=`, `+`, `-`, `@`,
 * TAB or CR gets a `'` before it. A plain number such as -1.5 or +251911000000 is safe and stays as it is. So
 * does a line or area south of the equator, whose points end with semicolons. A spreadsheet would compute `-5
 * -3` and refuse `+251 911`.
 */
export function guardFormula(cell: string): string {
  if (!STARTS_FORMULA.has(cell.charCodeAt(0)) || PLAIN_NUMBER.test(cell) || POINTS.test(cell)) return cell;
  return `'${cell}`;
}

/** Guards the cells of a row in place. Calls `changed` with the index of each cell that it changed. */
export function guardRow(cells: string[], changed: (column: number) => void): string[] {
  for (let i = 0; i < cells.length; i += 1) {
    const cell = cells[i] ?? '';
    const guarded = guardFormula(cell);
    if (guarded === cell) continue;
    cells[i] = guarded;
    changed(i);
  }
  return cells;
}
