import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { connect } from './connect.ts';
import { decryptedPages } from './decrypted-pages.ts';
import { encryptedPages } from './encrypted-pages.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-pages-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const newKey = () => createSecretKey(randomBytes(32));

/** Pieces of any length, as a tar gives them. */
async function* cut(bytes: Buffer, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function whole(pages: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const page of pages) all.push(Buffer.from(page));
  return Buffer.concat(all);
}

test.each([1, 700, 4096, 65536])(
  'pages in pieces of %i bytes become a database that opens with its own key only',
  async (length) => {
    const [old, key] = [newKey(), newKey()];
    const path = join(root, `old-${length}.sqlite`);
    const db = connect(path, { key: old });
    db.exec(
      'CREATE TABLE a (x); INSERT INTO a SELECT hex(randomblob(900)) FROM (SELECT 1 UNION SELECT 2 UNION SELECT 3)',
    );
    const rows = db.prepare('SELECT x FROM a').pluck().all();
    db.close();
    const plain = Buffer.concat([...decryptedPages(path, old)].map((piece) => Buffer.from(piece)));
    const target = join(root, `new-${length}.sqlite`);
    const bytes = await whole(encryptedPages(cut(plain, length), key));
    writeFileSync(target, bytes);
    expect(bytes.includes(Buffer.from(String(rows[0]).slice(0, 20)))).toBe(false);
    const made = connect(target, { key });
    expect(made.prepare('SELECT x FROM a').pluck().all()).toEqual(rows);
    expect(made.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(made.pragma('cipher_integrity_check')).toEqual([]);
    made.close();
    const wrong = connect(target, { key: old });
    expect(() => wrong.prepare('SELECT x FROM a')).toThrow('not a database');
    wrong.close();
  },
);

test('a database without reserved bytes, or one that is cut, is refused', async () => {
  const path = join(root, 'plain.sqlite');
  const db = connect(path, { key: null });
  db.exec('CREATE TABLE a (x)');
  const bytes = db.serialize();
  db.close();
  await expect(whole(encryptedPages(cut(bytes, 4096), newKey()))).rejects.toMatchObject({
    code: 'store.page_damaged',
  });
  await expect(whole(encryptedPages(cut(bytes.subarray(0, 100), 4096), newKey()))).rejects.toMatchObject({
    code: 'store.page_damaged',
  });
});
