import { closeSync, readSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { openSync } from '../../ground/patient-files.ts';

/** How many rows are read, and how many bytes they may take. */
const ROWS = 50;
const BYTES = 1024 * 1024;

/**
 * Returns the keys in the first rows of a CSV file, whatever format Attaché wrote it in. Returns null when
 * the file has no column of keys, or is not CSV. Takes the absolute path and the separator.
 */
export function firstKeys(path: string, separator: string): readonly string[] | null {
  try {
    const [header = [], ...rows] = parse(headOf(path), {
      bom: true,
      delimiter: separator,
      to: ROWS + 1,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as string[][];
    const column = keyColumn(header);
    if (column < 0) return null;
    // The formula guard puts an apostrophe before a key that starts like a formula.
    return rows
      .map((row) => (row[column] ?? '').replace(/^'(?=[=+\-@\t\r])/, ''))
      .filter((key) => key !== '');
  } catch {
    return null;
  }
}

/**
 * The column is `KEY` in Briefcase's tables, `key` in tidy tables. Collected audit logs and the list of
 * submissions without a row have other names.
 */
function keyColumn(header: readonly string[]): number {
  const briefcase = header.lastIndexOf('KEY');
  if (briefcase >= 0) return briefcase;
  return header.findIndex((name) => ['key', 'instance ID', 'instance_id'].includes(name));
}

function headOf(path: string): Buffer {
  const head = Buffer.alloc(BYTES);
  const handle = openSync(path, 'r');
  try {
    const length = readSync(handle, head, 0, BYTES, 0);
    const whole = head.subarray(0, length);
    return length < BYTES ? whole : whole.subarray(0, whole.lastIndexOf(0x0a) + 1);
  } finally {
    closeSync(handle);
  }
}
