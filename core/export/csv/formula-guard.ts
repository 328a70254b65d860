const STARTS_FORMULA = /^[=+\-@\t\r]/;
const NUMBER = '[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?';
const PLAIN_NUMBER = new RegExp(`^${NUMBER}$`);
const POINT = `${NUMBER}(?: ${NUMBER}){1,3}`;
const POINTS = new RegExp(`^${POINT}; ?(?:${POINT}; ?)*(?:${POINT})?$`);

/**
 * Keeps a spreadsheet from computing a cell, or refusing it: a cell that starts with `=`, `+`, `-`, `@`, TAB or CR gets
 * a `'` before it. A plain number such as -1.5 or +251911000000 is left as it is, because it does nothing, and so is a
 * line or area south of the equator, whose points end in semicolons; `-5 -3` would be computed, `+251 911` refused.
 */
export function guardFormula(cell: string): string {
  if (!STARTS_FORMULA.test(cell) || PLAIN_NUMBER.test(cell) || POINTS.test(cell)) return cell;
  return `'${cell}`;
}

/** The guard over the cells of a row, in their place. Takes what is told the number of each cell that it changed. */
export function guardRow(cells: string[], changed: (column: number) => void): string[] {
  for (const [i, cell] of cells.entries()) {
    const guarded = guardFormula(cell);
    if (guarded === cell) continue;
    cells[i] = guarded;
    changed(i);
  }
  return cells;
}
