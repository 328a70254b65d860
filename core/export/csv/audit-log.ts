import { parse } from 'csv-parse/sync';

/** The rows of an audit log, its headers among them; null when it is no CSV. */
export function auditRecords(log: string): string[][] | null {
  try {
    return parse(log, { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
  } catch {
    return null;
  }
}

/** Its lines, whatever they are, without an empty one at the end. */
export function linesOf(log: string): string[] {
  const lines = log.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
