import { parentPort, workerData } from 'node:worker_threads';
import { SqliteError } from 'better-sqlite3';
import type { Checkpointing } from '../checkpoints.ts';
import { connect } from '../connect.ts';

/** Often enough that the log stays short, and seldom enough that pages written twice are written back once. */
const EVERY_MS = 200;

const { path, key } = workerData as Checkpointing;
const db = connect(path, { key, fileMustExist: true });
// The database must be on the disk before the log is written anew.
db.pragma('synchronous = FULL');
const timer = setInterval(writeBack, EVERY_MS);

/** Writes back what is committed. Waits for nobody: what it cannot write now, a later turn writes. */
function writeBack(): void {
  try {
    db.pragma('wal_checkpoint(PASSIVE)');
  } catch (error) {
    // On a full disk, say. The log keeps everything, and whoever stores the next submission says so.
    if (!(error instanceof SqliteError)) throw error;
  }
}

parentPort?.once('message', () => {
  clearInterval(timer);
  db.close();
  parentPort?.postMessage('closed');
});
