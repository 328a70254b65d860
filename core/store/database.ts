import type { KeyObject } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { SqliteError } from 'better-sqlite3';
import { renameSync, rmSync } from '../ground/patient-files.ts';
import { Problem } from '../ground/problem.ts';
import { USUAL_PAGES } from './checkpoints.ts';
import { connect } from './connect.ts';
import type { Db } from './db.ts';
import { refuseLost } from './lost-database.ts';
import { addMigrationFunctions } from './migrations/migration-functions.ts';
import { migrations } from './migrations/migrations.ts';
import { notOpened, refuseLocked } from './not-opened.ts';
import { countDaysAgain } from './old-copies.ts';
import { settleOld } from './settle-old-versions.ts';
import { refuseUnfinished } from './unfinished-restore.ts';
import { dropViews } from './views.ts';

/** How long to wait for another program that is writing. */
const BUSY_MS = 5000;

/**
 * Opens a workspace's database. Creates it where there is none, and migrates an older format after making a
 * copy beside it. Takes the file's path and its key; null for a plain database. Returns the connection. Throws
 * `store.newer`, `store.locked`, `store.database_missing` or `store.unusable`; and `workspace.locked`, `workspace.wrong_key` or
 * `workspace.key_missing`.
 */
export function openDatabase(path: string, key: KeyObject | null): Db {
  let db: Db | null = null;
  try {
    refuseUnfinished(path);
    refuseLocked(path, key);
    refuseLost(path);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    db = connect(path, { key, timeout: BUSY_MS });
    // Plaintext may lie in this file: only its owner may read it.
    chmodSync(path, 0o600);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    db.pragma('secure_delete = ON');
    db.pragma('cache_size = -16000');
    db.pragma(`wal_autocheckpoint = ${USUAL_PAGES}`);
    migrate(db, path);
    settleOld(db);
    return db;
  } catch (error) {
    // An open file would keep its disk from being ejected and, on Windows, its folder from being removed.
    db?.close();
    throw notOpened(error, path, key);
  }
}

/**
 * Opens a workspace's database for reading only, next to the one connection that writes. For threads that
 * read while a pull runs. The file must exist and have the current format. Throws the problems of
 * `openDatabase`.
 */
export function openReadOnly(path: string, key: KeyObject | null): Db {
  let db: Db | null = null;
  try {
    refuseLocked(path, key);
    db = connect(path, { key, readonly: true, fileMustExist: true, timeout: BUSY_MS });
    db.pragma('trusted_schema = OFF');
    db.pragma('cache_size = -32000');
    // Reads the first page: a wrong key is noticed here, and not by some later reader.
    db.pragma('schema_version');
    return db;
  } catch (error) {
    db?.close();
    throw notOpened(error, path, key);
  }
}

function migrate(db: Db, path: string): void {
  const found = formatOf(db);
  if (found > migrations.length) {
    throw new Problem('store.newer', { folder: dirname(path), found, known: migrations.length });
  }
  if (found === migrations.length) return;
  if (found > 0) backUp(db, path, found);
  dropViews(db);
  addMigrationFunctions(db);
  for (let version = found; version < migrations.length; version += 1) {
    db.transaction(() => {
      // Another program that opened it at the same time was faster.
      if (formatOf(db) !== version) return;
      db.exec(migrations[version] ?? '');
      db.pragma(`user_version = ${version + 1}`);
      if (version + 1 === migrations.length) countDaysAgain(db);
    }).exclusive();
  }
}

/**
 * Copies the database before its format changes, under the same key. SQLite makes the copy: if we opened the
 * file ourselves, closing it would end the locks of this connection, and another program could take away the
 * log that it writes. The copy gets its name when it is whole.
 */
function backUp(db: Db, path: string, version: number): void {
  const copy = `${path}.before-format-${version + 1}`;
  if (existsSync(copy)) return;
  const unfinished = `${copy}.unfinished-${process.pid}`;
  rmSync(unfinished, { force: true });
  db.prepare('VACUUM INTO ?').run(unfinished);
  chmodSync(unfinished, 0o600);
  // Otherwise another program has changed the format meanwhile, and has made the copy.
  if (formatOf(db) === version) renameSync(unfinished, copy);
  else rmSync(unfinished);
}

function formatOf(db: Db): number {
  return db.pragma('user_version', { simple: true }) as number;
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
    if (!(error instanceof SqliteError)) throw error;
  } finally {
    db.close();
  }
}
