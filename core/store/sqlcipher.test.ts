// Covers core/store/connect.ts, core/store/decrypted-pages.ts, core/store/encrypted-page.ts.
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { plainSqlite } from '../../fixtures/sqlcipher/plain-sqlite.ts';
import { RAW_KEY, ROWS, ROWS_SQL, VECTOR, VECTOR_KEY } from '../../fixtures/sqlcipher/vector.ts';
import { connect } from './connect.ts';
import { decryptedPages } from './decrypted-pages.ts';

/* The format is SQLCipher's: another program made the file, and another reader reads ours. */
const root = mkdtempSync(join(tmpdir(), 'attache-sqlcipher-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a database that SQLCipher made opens, and can be written', () => {
  const path = join(root, 'theirs.sqlite');
  copyFileSync(VECTOR, path);
  const db = connect(path, { key: VECTOR_KEY });
  expect(db.prepare(ROWS_SQL).raw().all()).toEqual(ROWS);
  db.pragma('journal_mode = WAL');
  db.exec("UPDATE answer SET value = 'written by us' WHERE id = 7");
  expect(db.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  db.close();
  expect(plainSqlite(readFileSync(path), RAW_KEY).includes('written by us')).toBe(true);
});

test('the pages that are read one by one are those of the independent reader', () => {
  const ours = Buffer.concat([...decryptedPages(VECTOR, VECTOR_KEY)]);
  expect(ours.equals(plainSqlite(readFileSync(VECTOR), RAW_KEY))).toBe(true);
});

test('the parameters of our own files are those of SQLCipher 4, whatever the library takes by default', () => {
  const path = join(root, 'ours.sqlite');
  const db = connect(path, { key: VECTOR_KEY });
  db.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
  expect(db.pragma('cipher', { simple: true })).toBe('sqlcipher');
  db.close();
  const file = readFileSync(path);
  expect(file.length % 4096).toBe(0);
  expect(plainSqlite(file, RAW_KEY).subarray(0, 21)).toEqual(
    Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.from([0x10, 0, 1, 1, 80])]),
  );
});

test('two files under one key share no bytes', () => {
  const [first, second] = ['one', 'two'].map((name) => {
    const path = join(root, `${name}.sqlite`);
    connect(path, { key: VECTOR_KEY }).exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)').close();
    return readFileSync(path);
  });
  const blocks = (file: Buffer | undefined): string[] =>
    Array.from({ length: 512 }, (_, i) => file?.subarray(i * 16, i * 16 + 16).toString('hex') ?? '');
  const known = new Set(blocks(first));
  expect(blocks(second).filter((block) => known.has(block))).toEqual([]);
});
