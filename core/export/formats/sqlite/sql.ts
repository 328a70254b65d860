import type { ColumnType } from './values.ts';

/** A column of a table: its name and its declared type. */
export interface SqlColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** A name as SQL has it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The statement that makes a table, as SQLite gives it back when it is asked for its schema. */
export function createTable(name: string, columns: readonly SqlColumn[]): string {
  const declared = columns.map((column) => `${quoted(column.name)} ${column.type}`.trimEnd());
  return `CREATE TABLE ${quoted(name)} (${declared.join(', ')})`;
}

/** The statement that makes an index over one column, so that joins by it are fast. */
export function createIndex(name: string, table: string, column: string): string {
  return `CREATE INDEX ${quoted(name)} ON ${quoted(table)} (${quoted(column)})`;
}

/** The statement that adds a row. */
export function insertInto(name: string, count: number): string {
  return `INSERT INTO ${quoted(name)} VALUES (${Array.from({ length: count }, () => '?').join(',')})`;
}
