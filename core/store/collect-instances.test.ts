import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DatabaseFile } from '../model/instance-states.ts';
import { readCollectInstances } from './collect-instances.ts';
import { connect } from './connect.ts';
import type { Db } from './db.ts';

let root = '';
let path = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'attache-instances-'));
  mkdirSync(join(root, 'metadata'));
  path = join(root, 'metadata', 'instances.db');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const TABLE =
  'CREATE TABLE instances (_id integer primary key, displayName text, instanceFilePath text not null, status text not null)';

function phone(rows: readonly (readonly [string, string])[], sql = TABLE): Db {
  const db = connect(path, { key: null });
  db.exec(sql);
  const insert = db.prepare(
    "INSERT INTO instances (displayName, instanceFilePath, status) VALUES ('An answer', ?, ?)",
  );
  db.transaction(() => {
    for (const row of rows) insert.run(...row);
  })();
  return db;
}

const file: DatabaseFile = (end) => {
  const found = lstatSync(`${path}${end}`, { throwIfNoEntry: false });
  return found === undefined ? null : { kind: 'file', path: `${path}${end}`, size: found.size };
};

const plain = (): unknown =>
  Object.fromEntries(
    [...readCollectInstances(file)].map(([folder, files]) => [folder, Object.fromEntries(files)]),
  );

test('every word of Collect for what is not finished, and for what is', () => {
  const words = [
    'incomplete',
    'invalid',
    'valid',
    'newEdit',
    'complete',
    'submitted',
    'submissionFailed',
    'synchronized',
  ];
  phone(words.map((word) => [`f_${word}/f_${word}.xml`, word])).close();
  const found = plain() as Record<string, Record<string, string>>;
  expect(words.map((word) => found[`f_${word}`]?.[`f_${word}.xml`])).toEqual([
    'draft',
    'draft',
    'draft',
    'draft',
    'finished',
    'finished',
    'finished',
    undefined,
  ]);
});

test('whole paths of older versions', () => {
  phone([['/storage/emulated/0/odk/instances/a b/a b.xml', 'incomplete']]).close();
  expect(plain()).toEqual({ 'a b': { 'a b.xml': 'draft' } });
});

test('what is still in the write-ahead log counts, and nothing is written beside it', () => {
  const db = phone([['a/a.xml', 'incomplete']]);
  db.pragma('journal_mode = WAL');
  db.pragma('wal_autocheckpoint = 0');
  db.exec("UPDATE instances SET status = 'complete'");
  const before = readdirSync(join(root, 'metadata'));
  expect(plain()).toEqual({ a: { 'a.xml': 'finished' } });
  expect(readdirSync(join(root, 'metadata'))).toEqual(before);
  // Somebody who holds it locked is not waited for.
  db.exec('BEGIN EXCLUSIVE');
  expect(plain()).toEqual({ a: { 'a.xml': 'finished' } });
  db.exec('ROLLBACK');
  db.close();
});

test.each([
  [
    'a view that never ends',
    'CREATE VIEW instances AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n AS instanceFilePath, n AS status FROM r',
  ],
  [
    'a computed column',
    'CREATE TABLE instances (a, instanceFilePath text, status text AS (hex(zeroblob(100000000))))',
  ],
  ['a virtual table', 'CREATE VIRTUAL TABLE instances USING fts5(instanceFilePath, status)'],
  ['another table', 'CREATE TABLE other (a)'],
])('%s is not read', (_, sql) => {
  connect(path, { key: null }).exec(sql).close();
  expect(() => readCollectInstances(file)).toThrow();
});

test('what was cut inside a page is not read as a phone without drafts', () => {
  phone(Array.from({ length: 20 }, (_, i) => [`f_${i}/f_${i}.xml`, 'incomplete'] as const)).close();
  const { size } = statSync(path);
  for (const lost of [1, 40, 1000, 3000]) {
    truncateSync(path, size - lost);
    expect(() => readCollectInstances(file)).toThrow();
  }
});

test('what is no database, or a damaged one, is not read', () => {
  writeFileSync(path, 'SQLite format 3\0 and no more');
  expect(() => readCollectInstances(file)).toThrow();
  writeFileSync(path, '');
  expect(() => readCollectInstances(file)).toThrow();
});

test('a change that was never finished is taken back, and nothing is written beside it', () => {
  const db = phone(Array.from({ length: 400 }, (_, i) => [`f_${i}/f_${i}.xml`, 'incomplete'] as const));
  db.pragma('journal_mode = DELETE');
  db.pragma('cache_size = 2');
  db.exec("BEGIN; UPDATE instances SET status = 'complete', displayName = hex(zeroblob(600))");
  const before = readdirSync(join(root, 'metadata'));
  expect(before).toContain('instances.db-journal');
  const found = plain() as Record<string, unknown>;
  expect(Object.keys(found)).toHaveLength(400);
  expect(
    new Set(Object.values(found).map((files) => JSON.stringify(Object.values(files as object)))),
  ).toEqual(new Set(['["draft"]']));
  expect(readdirSync(join(root, 'metadata'))).toEqual(before);
  db.exec('ROLLBACK');
  db.close();
});
