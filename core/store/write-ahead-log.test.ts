// Covers core/store/sqlite-header.ts.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from './connect.ts';
import { withLog } from './write-ahead-log.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-log-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const path = join(root, 'a.db');
const PAGE = 1024;
let database: Buffer;
let log: Buffer;

/** A log with three commits, of which the second makes the file larger and the last makes it smaller. */
beforeAll(() => {
  const db = connect(path, { key: null });
  db.pragma(`page_size = ${PAGE}`);
  db.pragma('journal_mode = WAL');
  db.pragma('wal_autocheckpoint = 0');
  db.exec("CREATE TABLE t (a); INSERT INTO t VALUES ('one')");
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.exec("UPDATE t SET a = 'two'");
  db.exec(
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) INSERT INTO t SELECT hex(zeroblob(300)) FROM n',
  );
  db.exec('DELETE FROM t WHERE length(a) > 5; VACUUM');
  database = readFileSync(path);
  log = readFileSync(`${path}-wal`);
  db.close();
});

let made = 0;
/** What SQLite itself makes of a database and its log: the pages, or an error. */
function bySqlite(of: Uint8Array, itsLog: Uint8Array): Buffer {
  made += 1;
  const copy = join(root, `${made}.db`);
  writeFileSync(copy, of);
  writeFileSync(`${copy}-wal`, itsLog);
  const db = connect(copy, { key: null });
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  const bytes = readFileSync(copy);
  // SQLite counts its own checkpoint as no change of the pages.
  return bytes;
}

test('gives the pages that SQLite gives, at whatever place the log ends', () => {
  const frame = PAGE + 24;
  const frames = (log.length - 32) / frame;
  expect(frames).toBeGreaterThan(20);
  for (let n = 0; n <= frames; n += 1) {
    for (const end of [32 + n * frame, 32 + n * frame + 700]) {
      const cut = log.subarray(0, end);
      expect(Buffer.from(withLog(database, cut)).equals(bySqlite(database, cut))).toBe(true);
    }
  }
  expect(withLog(database, log)).not.toEqual(database);
});

test('a frame that was damaged, or is left of an older log, ends it', () => {
  for (const at of [0, 8, 20, 32 + 8, 32 + 16, 32 + 24 + 9, 32 + (PAGE + 24) * 6 + 30]) {
    const damaged = Buffer.from(log);
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    expect(Buffer.from(withLog(database, damaged)).equals(bySqlite(database, damaged))).toBe(true);
  }
});

test('reads a log that a computer of the other byte order has written', () => {
  const other = Buffer.from(log);
  other.writeUInt32BE(0x377f0683, 0);
  const sum = (from: number, length: number, [one, two]: readonly [number, number]): [number, number] => {
    let [first, second] = [one, two];
    for (let at = from; at < from + length; at += 8) {
      first = (first + other.readUInt32BE(at) + second) >>> 0;
      second = (second + other.readUInt32BE(at + 4) + first) >>> 0;
    }
    return [first, second];
  };
  const put = (at: number, [first, second]: readonly [number, number]): void => {
    other.writeUInt32BE(first, at);
    other.writeUInt32BE(second, at + 4);
  };
  let running = sum(0, 24, [0, 0]);
  put(24, running);
  for (let at = 32; at < other.length; at += PAGE + 24) {
    running = sum(at + 24, PAGE, sum(at, 8, running));
    put(at + 16, running);
  }
  const after = withLog(database, other);
  expect(after).toEqual(withLog(database, log));
  expect(Buffer.from(after).equals(bySqlite(database, other))).toBe(true);
});

test('a log of another database is refused, and one of an empty file is nothing', () => {
  const larger = join(root, 'larger.db');
  copyFileSync(path, larger);
  const db = connect(larger, { key: null });
  db.pragma('journal_mode = DELETE');
  db.pragma('page_size = 4096');
  db.exec('VACUUM');
  db.close();
  expect(() => withLog(readFileSync(larger), log)).toThrow(TypeError);
  expect(withLog(new Uint8Array(), log)).toHaveLength(0);
  expect(withLog(database, new Uint8Array())).toBe(database);
  expect(withLog(database, Buffer.alloc(100_000))).toBe(database);
});
