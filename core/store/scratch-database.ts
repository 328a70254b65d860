import { createSecretKey, randomBytes } from 'node:crypto';
import { rmSync } from '../ground/patient-files.ts';
import { connect } from './connect.ts';
import type { Db } from './db.ts';

const MEMORY = ':memory:';

/**
 * Makes a database for notes that may be too many for the memory. It is encrypted under a key that only this
 * process has, and is not flushed: after a kill it is waste. Takes the path of a file that does not exist yet, or
 * null for one in memory, and the schema.
 */
export function openScratch(path: string | null, schema: string): Db {
  const db = connect(path ?? MEMORY, { key: path === null ? null : createSecretKey(randomBytes(32)) });
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('locking_mode = EXCLUSIVE');
  db.pragma('cache_size = -16000');
  db.exec(schema);
  // One transaction for all: nothing is written before the cache is full.
  db.exec('BEGIN');
  return db;
}

/** Closes and removes it. */
export function closeScratch(db: Db): void {
  const path = db.name;
  db.close();
  if (path !== MEMORY) rmSync(path, { force: true });
}
