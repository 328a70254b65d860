import type { Db } from '../db.ts';
import { NAMES_FILE } from './stored-files.ts';

/*
 * Shows that a copied database holds what the original holds: the whole structure, and every value of every
 * row. Only the paths of files may differ: they are compared by what lies there.
 */

const ROWS_AT_ONCE = 500;

/**
 * Compares two databases. Yields from time to time, so that other work can run. Returns what differs first,
 * for a message, without any value; null when nothing does. Throws SQLite's errors.
 */
export function* compareDatabases(original: Db, copy: Db): Generator<void, string | null> {
  const checked = copy.pragma('integrity_check', { simple: true });
  if (checked !== 'ok') return 'integrity_check';
  yield;
  for (const pragma of ['user_version', 'application_id', 'encoding', 'page_size']) {
    const [one, other] = [original, copy].map((db) => db.pragma(pragma, { simple: true }));
    if (one !== other) return pragma;
  }
  const [schema, copied] = [original, copy].map(schemaOf);
  if (schema === undefined || schema !== copied) return 'sqlite_schema';
  for (const table of tablesOf(original)) {
    if (yield* differs(original, copy, table)) return table;
  }
  return null;
}

function schemaOf(db: Db): string {
  const rows = db
    .prepare<[]>('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name')
    .raw();
  return JSON.stringify(rows.all());
}

function tablesOf(db: Db): readonly string[] {
  return db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
}

function* differs(original: Db, copy: Db, table: string): Generator<void, boolean> {
  const counts = [original, copy].map((db) =>
    db
      .prepare<[], number>(`SELECT count(*) FROM ${quoted(table)}`)
      .pluck()
      .get(),
  );
  if (counts[0] !== counts[1]) return true;
  yield;
  const rows = rowsOf(original, table);
  const copies = rowsOf(copy, table);
  try {
    for (let count = 1; ; count += 1) {
      const [row, other] = [rows.next(), copies.next()];
      if (row.done === true || other.done === true) return row.done !== other.done;
      if (!row.value.every((value, i) => isSame(value, other.value[i]))) return true;
      if (count % ROWS_AT_ONCE === 0) yield;
    }
  } finally {
    rows.return?.();
    copies.return?.();
  }
}

/** All rows in the order of their key. Of a path, only whether there is one. */
function rowsOf(db: Db, table: string): IterableIterator<unknown[]> {
  const columns = db
    .prepare<[string], { name: string; pk: number }>('SELECT name, pk FROM pragma_table_info(?)')
    .all(table);
  const path = Object.entries(NAMES_FILE).find(([name]) => name === table)?.[1];
  const values = columns.map(({ name }) => (name === path ? `${quoted(name)} IS NULL` : quoted(name)));
  const keys = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  const hasRowid = /WITHOUT\s+ROWID/i.test(sqlOf(db, table)) === false;
  // The number of a row is part of what it holds where nothing else is its key.
  const order = hasRowid ? ['rowid'] : keys.map(({ name }) => quoted(name));
  const wanted = hasRowid ? ['rowid', ...values] : values;
  return db
    .prepare<[], unknown[]>(`SELECT ${wanted.join()} FROM ${quoted(table)} ORDER BY ${order.join()}`)
    .safeIntegers()
    .raw()
    .iterate();
}

function sqlOf(db: Db, table: string): string {
  const find = db.prepare<[string], string>(
    "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?",
  );
  return find.pluck().get(table) ?? '';
}

function isSame(one: unknown, other: unknown): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other) === 0;
  return Object.is(one, other);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
