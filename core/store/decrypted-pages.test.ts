import { createSecretKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { connect } from './connect.ts';
import { copyDatabase } from './copy-database.ts';
import { decryptedPages } from './decrypted-pages.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-pages-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const key = createSecretKey(Buffer.alloc(32, 7));
const ROWS = 900;

/** A database of several hundred pages that is open and has a log, and a copy of it. */
async function copied(name: string): Promise<string> {
  const path = join(root, `${name}.sqlite`);
  const db = connect(path, { key });
  db.pragma('journal_mode = WAL');
  db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE INDEX t_a ON t (a)');
  const add = db.prepare('INSERT INTO t (a) VALUES (?)');
  db.transaction(() => {
    for (let i = 0; i < ROWS; i += 1) add.run(`answer ${i} ${'ö'.repeat(i)}`);
  })();
  const copy = join(root, `${name}-copy.sqlite`);
  await copyDatabase(path, key, copy);
  db.close();
  return copy;
}

const plainOf = (path: string, by = key): Buffer => Buffer.concat([...decryptedPages(path, by)]);

/** The page that is told as damaged. */
function damagedPage(path: string, by = key): unknown {
  try {
    plainOf(path, by);
  } catch (error) {
    const { code, params } = error as { code: unknown; params: unknown };
    return { code, params };
  }
  return null;
}

test('it gives a plain file of the same size, and our own SQLite reads it', async () => {
  const copy = await copied('own');
  const bytes = plainOf(copy);
  expect(bytes).toHaveLength(readFileSync(copy).length);
  // The reserved bytes hold nothing.
  expect(bytes.subarray(4096 - 80, 4096).equals(Buffer.alloc(80))).toBe(true);
  const plain = join(root, 'own-plain.sqlite');
  writeFileSync(plain, bytes);
  const db = connect(plain, { key: null, readonly: true });
  expect(db.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  expect(db.prepare('SELECT count(*) AS n FROM t').get()).toEqual({ n: ROWS });
  db.close();
});

test('it holds only some pages at a time', async () => {
  const pieces = [...decryptedPages(await copied('pieces'), key)];
  expect(pieces.length).toBeGreaterThan(5);
  expect(Math.max(...pieces.map(({ length }) => length))).toBe(64 * 4096);
});

test('a page that was changed, moved or cut is named', async () => {
  const copy = await copied('damaged');
  const whole = readFileSync(copy);
  const pages = whole.length / 4096;
  const told = (page: number) => ({
    code: 'store.page_damaged',
    params: { file: 'damaged-copy.sqlite', page },
  });
  for (const [page, at] of [
    [1, 0],
    [1, 500],
    [2, 0],
    [70, 4095],
    [pages, 4016],
  ] as const) {
    const changed = Buffer.from(whole);
    const place = (page - 1) * 4096 + at;
    changed[place] = (changed[place] ?? 0) ^ 0x80;
    writeFileSync(copy, changed);
    expect(damagedPage(copy)).toEqual(told(page));
  }
  const swapped = Buffer.from(whole);
  whole.copy(swapped, 5 * 4096, 6 * 4096, 7 * 4096);
  writeFileSync(copy, swapped);
  expect(damagedPage(copy)).toEqual(told(6));
  writeFileSync(copy, whole);
  // Cut at the border of a page, and inside one.
  truncateSync(copy, 100 * 4096);
  expect(damagedPage(copy)).toEqual(told(101));
  truncateSync(copy, 3 * 4096 + 7);
  expect(damagedPage(copy)).toEqual(told(4));
  truncateSync(copy, 100);
  expect(damagedPage(copy)).toEqual(told(1));
  // Pages that do not belong to it.
  writeFileSync(copy, Buffer.concat([whole, whole.subarray(-4096)]));
  expect(damagedPage(copy)).toEqual(told(pages + 1));
});

test('with another key the first page is damaged', async () => {
  const copy = await copied('key');
  expect(damagedPage(copy, createSecretKey(Buffer.alloc(32, 8)))).toMatchObject({ params: { page: 1 } });
});
