/** What has to be quoted besides the separator. */
const SPECIAL = /["\r\n]/;

/**
 * Returns the function that makes a line of CSV from the cells of a row, with its line end. Cells are quoted as in
 * RFC 4180, and also where a reader could take a lone CR for a line end. A row in which nothing is to be quoted is
 * only joined: most rows are so, and that is much faster.
 */
export function rowEncoder(separator: string): (row: readonly string[]) => string {
  return (row) => {
    const line = row.join(separator);
    if (isPlain(line, separator, row.length)) return `${line}\n`;
    return `${row.map((cell) => quoted(cell, separator)).join(separator)}\n`;
  };
}

/** True when no cell of a joined row needs quotes. Takes the number of its cells. */
function isPlain(line: string, separator: string, cells: number): boolean {
  if (SPECIAL.test(line)) return false;
  let found = 0;
  for (let at = line.indexOf(separator); at >= 0; at = line.indexOf(separator, at + 1)) found += 1;
  return found === cells - 1;
}

function quoted(cell: string, separator: string): string {
  const isSpecial = SPECIAL.test(cell) || cell.includes(separator);
  return isSpecial ? `"${cell.replaceAll('"', '""')}"` : cell;
}
