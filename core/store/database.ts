import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { copyFileSync } from '../ground/patient-files.ts';
import { Problem } from '../ground/problem.ts';
import { storeProblem } from '../ground/store-problem.ts';
import type { Db } from './db.ts';
import { addMigrationFunctions } from './migrations/migration-functions.ts';
import { migrations } from './migrations/migrations.ts';
import { settleOld } from './settle-old-versions.ts';
import { dropViews } from './views.ts';

/** How long to wait for another program that is writing. */
const BUSY_MS = 5000;

/**
 * Opens a workspace's database. Creates it where there is none, and migrates an older format after making a
 * copy beside it. Takes the file's path; returns the connection. Throws `store.newer`, `store.locked` or
 * `store.unusable`.
 */
export function openDatabase(path: string): Db {
  const folder = dirname(path);
  let db: Db | null = null;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    db = new Database(path, { timeout: BUSY_MS });
    // Plaintext lies in this file: only its owner may read it.
    chmodSync(path, 0o600);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    db.pragma('secure_delete = ON');
    // Answers must not spill into the system's temporary folder.
    db.pragma('temp_store = MEMORY');
    db.pragma('cache_size = -16000');
    migrate(db, path);
    settleOld(db);
    return db;
  } catch (error) {
    // An open file would keep its disk from being ejected and, on Windows, its folder from being removed.
    db?.close();
    throw storeProblem(error, folder);
  }
}

/**
 * Opens a workspace's database for reading only, next to the one connection that writes. For threads that
 * read while a pull runs. The file must exist and have the current format. Throws `store.*` problems.
 */
export function openReadOnly(path: string): Db {
  try {
    const db = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
    db.pragma('trusted_schema = OFF');
    db.pragma('temp_store = MEMORY');
    db.pragma('cache_size = -32000');
    return db;
  } catch (error) {
    throw storeProblem(error, dirname(path));
  }
}

function migrate(db: Db, path: string): void {
  const found = db.pragma('user_version', { simple: true }) as number;
  if (found > migrations.length) {
    db.close();
    throw new Problem('store.newer', { folder: dirname(path), found, known: migrations.length });
  }
  if (found === migrations.length) return;
  if (found > 0) backUp(db, path, found);
  dropViews(db);
  addMigrationFunctions(db);
  for (let version = found; version < migrations.length; version += 1) {
    db.transaction(() => {
      db.exec(migrations[version] ?? '');
      db.pragma(`user_version = ${version + 1}`);
    }).exclusive();
  }
}

function backUp(db: Db, path: string, version: number): void {
  const copy = `${path}.before-format-${version + 1}`;
  if (existsSync(copy)) return;
  db.pragma('wal_checkpoint(TRUNCATE)');
  copyFileSync(path, copy);
  chmodSync(copy, 0o600);
}

/**
 * Closes the database and writes its write-ahead log back, so that only the one file is left. On a full disk
 * the log stays beside the file, and is written back when the database is next opened.
 */
export function closeDatabase(db: Db): void {
  if (!db.open) return;
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  } finally {
    db.close();
  }
}
