import { SqliteError } from 'better-sqlite3';
import type { Checkpointing } from '../checkpoints.ts';
import { connect } from '../connect.ts';
import type { Db } from '../db.ts';

/**
 * Writes back what is committed. Waits for nobody: what it cannot write now, a later turn writes. Throws where the
 * database cannot be opened.
 */
export default function writeBack({ path, key }: Checkpointing): void {
  const db = connect(path, { key, fileMustExist: true });
  try {
    // The database must be on the disk before the log is written anew.
    db.pragma('synchronous = FULL');
    // Whether the key is right shows when something is read.
    db.pragma('schema_version');
    checkpoint(db);
  } finally {
    db.close();
  }
}

/** On a full disk, say, the log keeps everything, and whoever stores the next submission says so. */
function checkpoint(db: Db): void {
  try {
    db.pragma('wal_checkpoint(PASSIVE)');
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
  }
}
