import { closeSync, readSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { openSync } from '../../ground/patient-files.ts';

/** Rows that are looked at, and the bytes in which they are looked for. */
const ROWS = 50;
const BYTES = 1024 * 1024;

/**
 * The keys of a CSV file's first rows, whichever of our exports has written it; null when it has no column of keys, or
 * is no CSV. Takes the absolute path and the separator.
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
    // A key that begins like a formula has the guard's apostrophe.
    return rows
      .map((row) => (row[column] ?? '').replace(/^'(?=[=+\-@\t\r])/, ''))
      .filter((key) => key !== '');
  } catch {
    return null;
  }
}

/** `KEY` as Briefcase has it, `key` of our own tables, and what collected audit logs and the list of what is left out have. */
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
