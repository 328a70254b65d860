import type { KeyObject } from 'node:crypto';
import Database from 'better-sqlite3';
import type { Db } from './db.ts';
import { nativeBinding } from './native-binding.ts';
import { throwawayPhrase } from './throwaway-pages.ts';

/** How a database is opened. */
export interface Connecting {
  /** The raw key, 32 bytes; null for a plain database. */
  readonly key: KeyObject | null;
  readonly readonly?: boolean;
  readonly fileMustExist?: boolean;
  /** How long to wait for another program that is writing, in milliseconds. */
  readonly timeout?: number;
}

let binding: string | undefined;

/**
 * Opens a connection to a SQLite file, or to the bytes of one in memory; the only place that does. With a key, the file is in the format of
 * SQLCipher 4: AES-256-CBC, and an HMAC-SHA-512 on every page. Reads nothing yet, so that a wrong key is
 * noticed with the first statement (`SQLITE_NOTADB`). Throws SQLite's errors.
 */
export function connect(file: string | Buffer, { key, ...options }: Connecting): Db {
  binding ??= nativeBinding();
  const db = new Database(file, { ...options, nativeBinding: binding });
  try {
    // Sorting must not spill answers into the system's temporary folder.
    db.pragma('temp_store = MEMORY');
    if (key !== null) giveKey(db, key);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Attaches another database to a connection, under the name `source`. Takes its path and its key; null for a
 * plain database. Throws SQLite's errors.
 */
export function attach(db: Db, path: string, key: KeyObject | null): void {
  chooseSqlCipher(db);
  db.prepare('ATTACH ? AS source KEY ?').run(path, key === null ? '' : rawKey(key));
}

/** Attaches a database that is passing through the disk (throwaway-pages.ts), under the name `source`. Throws SQLite's errors. */
export function attachThrowaway(db: Db, path: string, key: KeyObject): void {
  db.pragma("cipher = 'aes256cbc'");
  db.pragma('legacy = 1');
  db.prepare('ATTACH ? AS source KEY ?').run(path, throwawayPhrase(key));
}

function giveKey(db: Db, key: KeyObject): void {
  chooseSqlCipher(db);
  db.pragma(`key = "${rawKey(key)}"`);
}

/**
 * Chooses the format of encrypted databases. All parameters are named, so that another default of a later
 * SQLite cannot change the format.
 */
function chooseSqlCipher(db: Db): void {
  db.pragma("cipher = 'sqlcipher'");
  db.pragma('legacy = 4');
  // Any other SQLite takes no notice of these, and would write plaintext.
  if (db.pragma('cipher', { simple: true }) !== 'sqlcipher') throw new Error('this SQLite cannot encrypt');
}

/** A raw key needs no derivation, which would cost half a second for each connection. */
function rawKey(key: KeyObject): string {
  const bytes = key.export();
  try {
    return `x'${bytes.toString('hex')}'`;
  } finally {
    bytes.fill(0);
  }
}
