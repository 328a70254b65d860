import { createCipheriv, createHmac, type KeyObject, pbkdf2Sync, randomBytes } from 'node:crypto';
import { Problem } from '../ground/problem.ts';
import { LOCK_PAGE } from './decrypted-pages.ts';
import { HMAC, hasHeader, IV, PAGE, RESERVED, SALT } from './encrypted-page.ts';
import { wholePages } from './whole-pages.ts';

/**
 * Yields a database as SQLCipher 4 has it, page by page, under this key and a new salt: the reverse of `decryptedPages`.
 * Takes the pieces of a plain database with 80 reserved bytes on each page, in order. So no plain copy of a database
 * ever has to be on the disk. Throws `store.page_damaged` when the first page has no such header, or the last is cut.
 */
export async function* encryptedPages(
  content: AsyncIterable<Uint8Array>,
  key: KeyObject,
  file = 'attache.sqlite',
): AsyncGenerator<Buffer> {
  const cipher = new PageWriter(key);
  for await (const { page, number } of wholePages(content, file)) {
    if (number === 1 && !hasHeader(page)) throw new Problem('store.page_damaged', { file, page: 1 });
    // SQLite never reads this page.
    yield number === LOCK_PAGE ? Buffer.alloc(PAGE) : cipher.encrypt(page, number);
  }
}

class PageWriter {
  readonly #key: KeyObject;
  readonly #salt = randomBytes(SALT);
  readonly #hmacKey: Buffer;

  constructor(key: KeyObject) {
    this.#key = key;
    const raw = key.export();
    this.#hmacKey = pbkdf2Sync(
      raw,
      this.#salt.map((byte) => byte ^ 0x3a),
      2,
      32,
      'sha512',
    );
    raw.fill(0);
  }

  encrypt(plain: Uint8Array, number: number): Buffer {
    const page = Buffer.alloc(PAGE);
    const end = PAGE - RESERVED;
    const start = number === 1 ? SALT : 0;
    const iv = randomBytes(IV);
    const cipher = createCipheriv('aes-256-cbc', this.#key, iv).setAutoPadding(false);
    if (number === 1) this.#salt.copy(page);
    cipher.update(plain.subarray(start, end)).copy(page, start);
    cipher.final();
    iv.copy(page, end);
    const at = Buffer.alloc(4);
    at.writeUInt32LE(number);
    const hmac = createHmac('sha512', this.#hmacKey)
      .update(page.subarray(start, PAGE - HMAC))
      .update(at);
    hmac.digest().copy(page, PAGE - HMAC);
    return page;
  }
}
