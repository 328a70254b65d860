import { parse } from 'csv-parse/sync';

/** Returns the rows of an audit log, headers included; null when it is not CSV. */
export function auditRecords(log: string): string[][] | null {
  try {
    return parse(log, { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
  } catch {
    return null;
  }
}

/** Returns the lines of a log, without an empty line at the end. */
export function linesOf(log: string): string[] {
  const lines = log.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
