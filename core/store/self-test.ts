import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rmSync } from '../ground/patient-files.ts';
import { connect } from './connect.ts';
import type { Db } from './db.ts';

const TEXT = 'attache self-test';

/**
 * Checks that this SQLite encrypts, before a workspace relies on it: what it writes under a key it reads again,
 * and nothing of it is readable in the file or with another key. Returns the names of the checks that fail;
 * empty when all is well. Takes about 10 ms. `open` is there for the test.
 */
export function databaseSelfTest(open: typeof connect = connect): readonly string[] {
  let folder: string | null = null;
  try {
    folder = mkdtempSync(join(tmpdir(), 'attache-self-test-'));
    return encrypts(open, join(folder, 'test.sqlite')) ? [] : ['SQLCipher'];
  } catch {
    return ['SQLCipher'];
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

function encrypts(open: typeof connect, path: string): boolean {
  const [key, other] = [createSecretKey(randomBytes(32)), createSecretKey(randomBytes(32))];
  const db = open(path, { key });
  try {
    db.pragma('synchronous = OFF');
    db.exec(`CREATE TABLE t (a); INSERT INTO t VALUES ('${TEXT}')`);
  } finally {
    db.close();
  }
  const file = readFileSync(path);
  return (
    file.length > 0 &&
    !file.includes(TEXT) &&
    !file.includes('SQLite') &&
    isReadable(open(path, { key, readonly: true })) &&
    !isReadable(open(path, { key: other, readonly: true })) &&
    !isReadable(open(path, { key: null, readonly: true }))
  );
}

function isReadable(db: Db): boolean {
  try {
    return db.prepare('SELECT a FROM t').pluck().get() === TEXT;
  } catch {
    return false;
  } finally {
    db.close();
  }
}
