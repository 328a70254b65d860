import { existingAt } from '../existing.ts';
import type { Output } from '../sink.ts';
import type { ShownRows } from '../table.ts';
import { firstKeys } from './first-keys.ts';
import { type TextRows, TextSink } from './text-sink.ts';

/**
 * A text file with a header. By the header it knows whether rows can be added to a file. Takes its name and
 * columns.
 */
export function textOutput<Row extends string | readonly string[]>(
  file: string,
  columns: readonly string[],
  text: TextRows<Row>,
): Output<Row> {
  return {
    file,
    columns,
    existing: (path) => existingAt(path, text.header),
    firstKeys: (path) => firstKeys(path, text.separator),
    open: (path, isAppended) => new TextSink(path, text, isAppended),
  };
}

/** Returns rows as the preview shows them: as cells, and as lines of the file. */
export function shownText(
  { header, encode }: TextRows<readonly string[]>,
  rows: readonly (readonly string[])[],
): ShownRows {
  return { cells: rows, lines: [header, ...rows.map((row) => encode(row))].map(withoutLineEnd) };
}

/** Returns a line without its line end. */
export function withoutLineEnd(line: string): string {
  return line.replace(/\r?\n$/, '');
}
