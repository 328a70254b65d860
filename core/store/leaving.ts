import type { KeyObject } from 'node:crypto';
import { dirname } from 'node:path';
import { SqliteError } from 'better-sqlite3';
import { rmSync } from '../ground/patient-files.ts';
import { connect } from './connect.ts';
import type { Db } from './db.ts';
import { oldCopies, removeUnfinished } from './old-copies.ts';

/**
 * Removes secrets from a workspace's files permanently: from the database, its log, and the copies of older
 * formats.
 */
export class Leaving {
  readonly #db: Db;
  readonly #key: KeyObject | null;

  /** Takes the database, and its key: null for a plain one. */
  constructor(db: Db, key: KeyObject | null) {
    this.#db = db;
    this.#key = key;
  }

  /** Forgets all kept keys and what they were tried on. Returns how many keys there were. */
  forgetKeys(): number {
    this.#db.prepare('DELETE FROM key_proof').run();
    return this.#db.prepare('DELETE FROM private_key').run().changes;
  }

  /** Forgets all kept passwords and tokens. Returns how many there were. */
  forgetPasswords(): number {
    const databases = this.#db.prepare('DELETE FROM database_login').run().changes;
    const sources = this.#db
      .prepare('UPDATE source_state SET protected_secret = NULL WHERE protected_secret IS NOT NULL')
      .run().changes;
    return databases + sources;
  }

  /**
   * Writes the log back and empties it. Deleted data has been overwritten already (`secure_delete`), so
   * neither file keeps any of it. Does not use VACUUM, which would hold a whole copy of the answers in memory
   * or in the system's temporary folder. Also removes the secrets from the copies that were made before the
   * format changed. Throws SQLite's errors.
   */
  scrub(): void {
    this.#db.pragma('wal_checkpoint(TRUNCATE)');
    const folder = dirname(this.#db.name);
    removeUnfinished(folder);
    for (const path of oldCopies(folder)) scrubCopy(path, this.#key);
  }
}

/** What deletes the secrets, by table. A copy of an older format may lack the table. */
const SECRETS: readonly (readonly [table: string, deed: string])[] = [
  ['private_key', 'DELETE FROM private_key'],
  ['source_state', 'UPDATE source_state SET protected_secret = NULL'],
  ['database_login', 'DELETE FROM database_login'],
];

/** A copy that opens neither with the key nor without is of use to nobody, and goes. */
function scrubCopy(path: string, key: KeyObject | null): void {
  const copy = openCopy(path, key) ?? (key === null ? null : openCopy(path, null));
  if (copy === null) {
    rmSync(path);
    return;
  }
  try {
    copy.pragma('secure_delete = ON');
    const hasTable = copy.prepare<[string]>('SELECT 1 FROM sqlite_schema WHERE name = ?');
    for (const [table, deed] of SECRETS) if (hasTable.get(table) !== undefined) copy.exec(deed);
    copy.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    copy.close();
  }
}

function openCopy(path: string, key: KeyObject | null): Db | null {
  const copy = connect(path, { key });
  try {
    copy.pragma('schema_version');
    return copy;
  } catch (error) {
    copy.close();
    if (error instanceof SqliteError && error.code === 'SQLITE_NOTADB') return null;
    throw error;
  }
}
