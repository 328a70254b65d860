import { execFileSync } from 'node:child_process';

const READ = `
import csv, json, sys
with open(sys.argv[1], newline='', encoding='utf-8-sig') as file:
    print(json.dumps(list(csv.reader(file, delimiter=sys.argv[2]))))
`;

/**
 * Returns the rows of a CSV file as Python's csv module reads them, the header first. Takes the separator of
 * the cells.
 */
export function pythonRows(path: string, separator = ','): string[][] {
  const printed = execFileSync('python3', ['-c', READ, path, separator], { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(printed.toString()) as string[][];
}

/**
 * Returns the rows by column name. Takes the path. When a header has a name twice, the last column counts.
 */
export function pythonRecords(path: string, separator = ','): Record<string, string>[] {
  const [header = [], ...rows] = pythonRows(path, separator);
  return rows.map((row) => {
    if (row.length !== header.length) throw new Error(`a row of ${row.length} cells below ${header.length}`);
    return Object.fromEntries(header.map((name, i) => [name, row[i] ?? '']));
  });
}
