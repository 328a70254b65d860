// Covers core/store/throwaway-pages.ts, core/store/whole-pages.ts, core/store/workers/copy-worker.ts.
import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findTexts } from '../../fixtures/planted.ts';
import { connect } from './connect.ts';
import { copyDatabase } from './copy-database.ts';
import { writeEncrypted } from './write-encrypted.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-write-encrypted-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const newKey = () => createSecretKey(randomBytes(32));
const TEXT = 'planted answer in a page';

/** A plain database with pages of this size. */
function plainDatabase(name: string, pageSize: number, journal = 'delete'): string {
  const path = join(root, name);
  const db = connect(path, { key: null });
  db.pragma(`page_size = ${pageSize}`);
  db.pragma(`journal_mode = ${journal}`);
  db.exec('CREATE TABLE a (x, y); CREATE INDEX of_y ON a (y); PRAGMA user_version = 7');
  const add = db.prepare('INSERT INTO a VALUES (?, ?)');
  db.transaction(() => {
    for (let i = 0; i < 700; i += 1) add.run(`${TEXT} ${i}`.repeat((i % 9) + 1), i);
  })();
  db.close();
  return path;
}

async function* cut(bytes: Buffer, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) {
    // Nothing may be readable at any moment, not even in a file that is being written.
    expect(findTexts(join(root, 'made'), [TEXT])).toEqual([]);
    yield bytes.subarray(at, at + length);
  }
}

const contentOf = (path: string, key: ReturnType<typeof newKey> | null) => {
  const db = connect(path, { key, readonly: true });
  try {
    const faults = db.pragma('integrity_check', { simple: true });
    return [
      faults,
      db.pragma('user_version', { simple: true }),
      db.prepare('SELECT * FROM a ORDER BY y').all(),
    ];
  } finally {
    db.close();
  }
};

test.each([
  ['delete', 20_001],
  ['wal', 65_536],
])(
  'a plain database of journal mode %s, in pieces of %i bytes, becomes an encrypted one',
  async (journal, length) => {
    const folder = join(root, 'made');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const plain = plainDatabase(`plain-${journal}.sqlite`, 4096, journal);
    const key = newKey();
    const path = join(folder, 'made.sqlite');
    await writeEncrypted(cut(readFileSync(plain), length), path, key);
    expect(readdirSync(folder)).toEqual(['made.sqlite']);
    expect(findTexts(folder, [TEXT])).toEqual([]);
    expect(contentOf(path, key)).toEqual(contentOf(plain, null));
    expect(() => contentOf(path, newKey())).toThrow('not a database');
  },
);

test('what is no whole database is refused, and nothing of it stays beside', async () => {
  const folder = mkdtempSync(join(root, 'refused-'));
  const bytes = readFileSync(plainDatabase('whole.sqlite', 4096));
  const damaged = expect.objectContaining({ code: 'store.page_damaged' });
  for (const content of [
    Buffer.alloc(0),
    bytes.subarray(0, 50),
    bytes.subarray(0, 9000),
    Buffer.alloc(9000, 'x'),
    readFileSync(plainDatabase('other-pages.sqlite', 1024)),
  ]) {
    const written = writeEncrypted(cut(content, 700), join(folder, 'made.sqlite'), newKey());
    await expect(written).rejects.toEqual(damaged);
  }
  expect(readdirSync(folder).filter((name) => name !== 'made.sqlite')).toEqual([]);
});

test('a copy of pages of another size is encrypted, or passes through the disk later', async () => {
  const key = newKey();
  const plain = plainDatabase('small-pages.sqlite', 1024);
  const copy = join(root, 'small-pages-encrypted.sqlite');
  await copyDatabase(plain, null, copy, key);
  expect(contentOf(copy, key)).toEqual(contentOf(plain, null));
  const plainCopy = join(root, 'small-pages-copy.sqlite');
  await copyDatabase(plain, null, plainCopy, null);
  const again = join(root, 'small-pages-again.sqlite');
  await writeEncrypted(cut(readFileSync(plainCopy), 9000), again, key);
  expect(contentOf(again, key)).toEqual(contentOf(plain, null));
});
