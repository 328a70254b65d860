import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from './connect.ts';
import { rolledBack } from './rollback-journal.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-journal-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const path = join(root, 'a.db');
let before: Buffer;
let during: Buffer;
let journal: Buffer;

/** A change that was killed in the middle, after parts of it were written: to a larger file, in several steps. */
beforeAll(() => {
  const db = connect(path, { key: null });
  db.pragma('page_size = 1024');
  db.exec('CREATE TABLE t (a, b)');
  db.exec(
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO t SELECT i, hex(zeroblob(60)) FROM n',
  );
  before = readFileSync(path);
  db.pragma('cache_size = 2');
  db.exec("BEGIN; UPDATE t SET b = b || 'x'; INSERT INTO t SELECT a, b FROM t; DELETE FROM t WHERE a > 250");
  during = readFileSync(path);
  journal = readFileSync(`${path}-journal`);
  db.exec('ROLLBACK');
  db.close();
});

let made = 0;
/** What SQLite itself makes of a database and a journal that nobody holds. */
function bySqlite(of: Uint8Array, itsJournal: Uint8Array): Buffer {
  made += 1;
  const copy = join(root, `${made}.db`);
  writeFileSync(copy, of);
  writeFileSync(`${copy}-journal`, itsJournal);
  const db = connect(copy, { key: null });
  try {
    db.prepare('SELECT count(*) FROM t').get();
  } catch {
    // What a damaged journal leaves may be no database any more.
  } finally {
    db.close();
  }
  return readFileSync(copy);
}

test('gives the file as it was, as SQLite does', () => {
  expect(during.equals(before)).toBe(false);
  expect(Buffer.from(rolledBack(during, journal)).equals(before)).toBe(true);
  expect(bySqlite(during, journal).equals(before)).toBe(true);
});

test('a journal that ends early, or is damaged, is read as far as SQLite reads it', () => {
  expect(journal.length).toBeGreaterThan(30_000);
  const record = 1024 + 8;
  for (const end of [512 + record, 512 + record * 3, 512 + record * 3 + 500, journal.length - 100]) {
    const cut = journal.subarray(0, end);
    expect(Buffer.from(rolledBack(during, cut)).equals(bySqlite(during, cut))).toBe(true);
  }
  for (const at of [
    0,
    7,
    12,
    512 + record * 2 + 2,
    512 + record * 2 + 4 + 1024 - 200,
    512 + record * 2 + 1030,
  ]) {
    const damaged = Buffer.from(journal);
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    expect(Buffer.from(rolledBack(during, damaged)).equals(bySqlite(during, damaged))).toBe(true);
  }
});

test('a journal that has ended, or is of several databases whose common journal is gone, changes nothing', () => {
  const ended = Buffer.from(journal).fill(0, 0, 28);
  expect(rolledBack(during, ended)).toBe(during);
  expect(rolledBack(during, new Uint8Array())).toBe(during);
  const name = Buffer.from('/data/user/0/org.odk.collect.android/instances.db-mj12345690A');
  const tail = Buffer.alloc(16);
  tail.writeUInt32BE(name.length, 0);
  tail.writeUInt32BE(
    name.reduce((sum, byte) => sum + byte, 0),
    4,
  );
  tail.write('d9d505f920a163d7', 8, 'hex');
  const pending = Buffer.alloc(4);
  pending.writeUInt32BE(2 ** 30 / 1024 + 1);
  const ofSeveral = Buffer.concat([journal, pending, name, tail]);
  expect(rolledBack(during, ofSeveral)).toBe(during);
  // No name that SQLite gives to a common journal: damaged, so that the change counts as unfinished.
  const damaged = Buffer.concat([journal, pending, Buffer.from(name).fill('x', name.length - 3), tail]);
  expect(Buffer.from(rolledBack(during, damaged)).equals(before)).toBe(true);
  expect(bySqlite(during, damaged).equals(before)).toBe(true);
  expect(bySqlite(during, ofSeveral).equals(during)).toBe(true);
});

test('a journal that asks for more than there is, is refused', () => {
  const hostile = Buffer.from(journal);
  hostile.writeUInt32BE(0x7fffffff, 16);
  expect(() => rolledBack(during, hostile)).toThrow(TypeError);
});
