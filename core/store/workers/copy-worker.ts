import { chmodSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { connect } from '../connect.ts';
import type { CopyEnd, Copying } from '../copy-database.ts';

const { path, key, target } = workerData as Copying;

function copy(): CopyEnd {
  const db = connect(path, { key, readonly: true, fileMustExist: true });
  try {
    // What is said to be copied must survive a power cut.
    db.pragma('synchronous = FULL');
    db.prepare('VACUUM INTO ?').run(target);
    chmodSync(target, 0o600);
    return null;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return { code: String(error.code), message: error.message };
  } finally {
    db.close();
  }
}

parentPort?.postMessage(copy());
