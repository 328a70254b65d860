const STARTS_FORMULA = /^[=+\-@\t\r]/;
const NUMBER = '[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?';
const PLAIN_NUMBERS = new RegExp(`^${NUMBER}(?:[ ;]+${NUMBER})*;?$`);

/**
 * Keeps a spreadsheet from running a cell as a formula: a cell that starts with `=`, `+`, `-`, `@`, TAB or CR gets a
 * `'` before it. A plain number such as -1.5 or +251911000000 is left as it is, because it does nothing, and so are
 * numbers with spaces and semicolons in between, which is how lines and areas south of the equator are written.
 */
export function guardFormula(cell: string): string {
  return STARTS_FORMULA.test(cell) && !PLAIN_NUMBERS.test(cell) ? `'${cell}` : cell;
}
