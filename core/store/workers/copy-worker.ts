import { chmodSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { rmSync } from '../../ground/patient-files.ts';
import { attach, attachThrowaway, connect } from '../connect.ts';
import type { CopyEnd, Copying } from '../copy-database.ts';
import type { Db } from '../db.ts';
import { PAGE } from '../encrypted-page.ts';

const { path, key, target, targetKey, isPassing } = workerData as Copying;
const isSameKey = key === targetKey || (key !== null && targetKey?.equals(key) === true);

function copy(): CopyEnd {
  if (isSameKey) return copyBy(connect(path, { key, readonly: true, fileMustExist: true }), 'main');
  // VACUUM INTO writes under the key of the connection's own database: an empty one, which is never written.
  const scratch = `${target}.scratch`;
  try {
    return copyBy(connect(scratch, { key: targetKey }), 'source');
  } finally {
    rmSync(scratch, { force: true });
  }
}

function copyBy(db: Db, schema: 'main' | 'source'): CopyEnd {
  try {
    if (schema === 'source') {
      if (isPassing === true && key !== null) attachThrowaway(db, path, key);
      else attach(db, path, key);
    }
    // Another program may have chosen pages of another size. Those of SQLCipher have this one.
    if (key === null) db.pragma(`page_size = ${PAGE}`);
    // What is said to be copied must survive a power cut.
    db.pragma('synchronous = FULL');
    db.prepare(`VACUUM ${schema} INTO ?`).run(target);
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
