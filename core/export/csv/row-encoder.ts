import { stringify } from 'csv-stringify/sync';

/** What has to be quoted besides the separator. */
const SPECIAL = /["\r\n]/;

/**
 * Returns the function that makes lines of CSV from rows, each with its line end. Rows are quoted as in
 * RFC 4180, and also where a reader could take a lone CR for a line end. A row in which nothing is to be quoted
 * is only joined: most rows are so, and that is much faster.
 */
export function rowEncoder(separator: string): (rows: readonly (readonly string[])[]) => string {
  const format = { delimiter: separator, record_delimiter: '\n', quoted_match: /[\r\n]/ };
  return (rows) => {
    let text = '';
    let quoted: (readonly string[])[] = [];
    for (const row of rows) {
      const line = row.join(separator);
      if (!isPlain(line, separator, row.length)) {
        quoted.push(row);
        continue;
      }
      if (quoted.length > 0) text += stringify(quoted, format);
      quoted = [];
      text += `${line}\n`;
    }
    return quoted.length > 0 ? text + stringify(quoted, format) : text;
  };
}

/** True when no cell of a joined row needs quotes. Takes the number of its cells. */
function isPlain(line: string, separator: string, cells: number): boolean {
  if (cells < 2 || SPECIAL.test(line)) return false;
  let found = 0;
  for (let at = line.indexOf(separator); at >= 0; at = line.indexOf(separator, at + 1)) found += 1;
  return found === cells - 1;
}
