import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../export/testing/temporary.ts';
import { otherDatabases } from './other-database.ts';

/** Returns an empty file, which an export stages. */
function staged(): { readonly folder: string; readonly path: string } {
  const folder = temporaryFolder();
  const path = join(folder, 'staged.part');
  writeFileSync(path, '', { mode: 0o600 });
  return { folder, path };
}

test('rows come back as they were put in: texts, whole numbers, fractions, bytes and nothing', () => {
  const { path } = staged();
  const filled = otherDatabases.toFill(path);
  filled.run('CREATE TABLE t (a, b)');
  const add = filled.prepare('INSERT INTO t VALUES (?, ?)');
  const rows = [
    ['', 'x'.repeat(1_000_000)],
    [2n ** 63n - 1n, -(2n ** 63n)],
    [0.1, null],
    [7, 'ዘጌ 😀'],
  ] as const;
  for (const row of rows) add(row);
  add([Buffer.from([0, 255]), null]);
  filled.close();
  filled.close();
  const read = otherDatabases.toRead(path);
  expect([...read.rows('SELECT * FROM t LIMIT 4')]).toEqual(rows);
  expect([...read.rows('SELECT a FROM t LIMIT 1 OFFSET 4')]).toEqual([[Buffer.from([0, 255])]]);
  expect(() => read.run('DELETE FROM t')).toThrow();
  read.close();
});

test('while it is filled, everything is in the one file, which only its owner may read', () => {
  const { folder, path } = staged();
  const filled = otherDatabases.toFill(path);
  filled.run('CREATE TABLE t (a); CREATE INDEX i ON t (a)');
  const add = filled.prepare('INSERT INTO t VALUES (?)');
  for (let n = 0; n < 30_000; n += 1) {
    add([`${(n * 7919) % 30_000} ${'x'.repeat(500)}`]);
    if (n % 1000 === 0) expect(readdirSync(folder)).toEqual(['staged.part']);
  }
  // More than the cache holds, so part of it is on the disk already, and in no other file.
  expect(lstatSync(path).size).toBeGreaterThan(8_000_000);
  expect([...filled.rows('SELECT a FROM t ORDER BY substr(a, 3) LIMIT 1')]).toHaveLength(1);
  filled.close();
  expect(readdirSync(folder)).toEqual(['staged.part']);
  if (process.platform !== 'win32') expect(lstatSync(path).mode & 0o777).toBe(0o600);
  // Neither write-ahead mode nor a second file is needed to read it.
  expect([...readFileSync(path).subarray(18, 20)]).toEqual([1, 1]);
});

test('a full disk, and a file that may not be written, have the problems of an export', () => {
  const { folder, path } = staged();
  const filled = otherDatabases.toFill(path);
  filled.run('PRAGMA max_page_count = 3; CREATE TABLE t (a)');
  const add = filled.prepare('INSERT INTO t VALUES (?)');
  expect(() => add(['x'.repeat(100_000)])).toThrow(
    expect.objectContaining({ code: 'store.disk_full', params: { folder } }),
  );
  filled.close();
  expect(() => otherDatabases.toFill(join(folder, 'nowhere'))).toThrow(
    expect.objectContaining({ code: 'export.folder_unusable' }),
  );
});

test('a file that is no database is an error when it is read', () => {
  const { path } = staged();
  writeFileSync(path, 'no database, but long enough to look like one '.repeat(100));
  expect(() => [...otherDatabases.toRead(path).rows('SELECT * FROM sqlite_master')]).toThrow(
    expect.objectContaining({ code: 'SQLITE_NOTADB' }),
  );
});
