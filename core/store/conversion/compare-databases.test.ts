import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { connect } from '../connect.ts';
import type { Db } from '../db.ts';
import { compareDatabases } from './compare-databases.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-compare-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const original = join(root, 'original.sqlite');
const made = connect(original, { key: null });
made.exec(`
  CREATE TABLE submission (id INTEGER PRIMARY KEY, xml_file TEXT, n ANY) STRICT;
  CREATE TABLE loose (a);
  CREATE TABLE pairs (a TEXT, b TEXT, c TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID;
  CREATE INDEX of_loose ON loose (a);
  CREATE VIEW shown AS SELECT a FROM loose;
  INSERT INTO submission VALUES (1, 'here', 1), (2, NULL, 9007199254740993), (3, NULL, 1.5);
  INSERT INTO loose (rowid, a) VALUES (1, 'x'), (5, x'0001'), (9, NULL);
  INSERT INTO pairs VALUES ('1', 'z', 'one'), ('2', 'a', 'two');
  PRAGMA user_version = 7;
`);
made.close();

/** What differs between the original and a copy that was changed. */
function difference(change: string | ((path: string) => void)): string | null {
  const path = join(root, 'copy.sqlite');
  copyFileSync(original, path);
  if (typeof change === 'function') change(path);
  const [one, other] = [original, path].map((at) => connect(at, { key: null })) as [Db, Db];
  try {
    if (typeof change === 'string') other.exec(change);
    const work = compareDatabases(one, other);
    for (;;) {
      const next = work.next();
      if (next.done === true) return next.value;
    }
  } finally {
    one.close();
    other.close();
  }
}

test.each([
  ['nothing', ''],
  ['where a file lies', "UPDATE submission SET xml_file = 'there' WHERE id = 1"],
  ['free pages', 'CREATE TABLE t AS SELECT randomblob(9000); DROP TABLE t'],
])('%s may differ', (_what, change) => {
  expect(difference(change)).toBeNull();
});

test.each([
  ['user_version', 'PRAGMA user_version = 8'],
  ['application_id', 'PRAGMA application_id = 8'],
  ['sqlite_schema', 'DROP INDEX of_loose'],
  ['sqlite_schema', 'DROP VIEW shown; CREATE VIEW shown AS SELECT 1'],
  ['sqlite_schema', 'CREATE TABLE more (a)'],
  ['submission', 'UPDATE submission SET xml_file = NULL WHERE id = 1'],
  ['submission', "UPDATE submission SET xml_file = '' WHERE id = 2"],
  ['submission', 'UPDATE submission SET n = 1.0 WHERE id = 1'],
  ['submission', 'UPDATE submission SET n = 9007199254740992 WHERE id = 2'],
  ['submission', 'DELETE FROM submission WHERE id = 3'],
  ['loose', "UPDATE loose SET a = 'y' WHERE a = 'x'"],
  ['loose', "UPDATE loose SET a = 'x' WHERE a IS NULL"],
  ['loose', "UPDATE loose SET a = x'0002' WHERE rowid = 5"],
  ['loose', 'UPDATE loose SET rowid = 6 WHERE rowid = 5'],
  ['loose', "INSERT INTO loose VALUES ('more')"],
  ['pairs', "UPDATE pairs SET c = 'ONE' WHERE a = '1'"],
  ['pairs', "UPDATE pairs SET b = 'y' WHERE a = '1'"],
])('%s is named when it differs: %s', (named, change) => {
  expect(difference(change)).toBe(named);
});

test('an index that does not fit its table is found', () => {
  const damage = (path: string): void => {
    const db = connect(path, { key: null });
    db.unsafeMode(true);
    const index = db
      .prepare<[], string>("SELECT rootpage FROM sqlite_schema WHERE name = 'of_loose'")
      .pluck();
    const page = index.get();
    db.exec("UPDATE loose SET a = 'other' WHERE a = 'x'");
    db.pragma('writable_schema = ON');
    db.exec("DELETE FROM sqlite_schema WHERE name = 'of_loose'");
    db.pragma('writable_schema = RESET');
    db.exec("UPDATE loose SET a = 'x' WHERE a = 'other'");
    db.pragma('writable_schema = ON');
    const back = 'CREATE INDEX of_loose ON loose (a)';
    db.prepare("INSERT INTO sqlite_schema VALUES ('index', 'of_loose', 'loose', ?, ?)").run(page, back);
    db.close();
  };
  expect(difference(damage)).toBe('integrity_check');
});
