import { CsvError, parse } from 'csv-parse/sync';
import { Problem } from '../../ground/problem.ts';
import type { FileRow } from './correction-rows.ts';

const SEPARATORS = [',', ';', '\t'] as const;

/**
 * Returns the rows of a CSV file in UTF-8 or UTF-16, separated by commas, semicolons or tabs. Throws
 * `export.corrections_unreadable`.
 */
export function csvRows(bytes: Uint8Array, file: string): FileRow[] {
  const text = textOf(bytes, file);
  const header = text.slice(0, (text.search(/[\r\n]/) + 1 || text.length + 1) - 1);
  const counts = SEPARATORS.map((separator) => ({ separator, count: header.split(separator).length }));
  const { separator } = counts.reduce((best, one) => (one.count > best.count ? one : best));
  try {
    const rows = parse(text, {
      delimiter: separator,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as { readonly info: { readonly lines: number }; readonly record: string[] }[];
    return rows.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new Problem('export.corrections_unreadable', { file, why: 'csv' }, { cause });
  }
}

function textOf(bytes: Uint8Array, file: string): string {
  const isWide = (first: number, second: number) => bytes[0] === first && bytes[1] === second;
  const encoding = isWide(0xff, 0xfe) ? 'utf-16le' : isWide(0xfe, 0xff) ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Problem('export.corrections_unreadable', { file, why: 'encoding' }, { cause });
  }
}
