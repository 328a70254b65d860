import { createCipheriv, createHash, createSecretKey, hash, type KeyObject, randomBytes } from 'node:crypto';
import { PAGE } from './encrypted-page.ts';
import { pageSizeOf } from './sqlite-header.ts';
import { wholePages } from './whole-pages.ts';

/*
 * A plain database as it passes through the disk on its way into an encrypted one. SQLCipher needs 80 bytes at the end
 * of every page, and the pages of a plain database have none free: SQLite has to write them anew, from a file. That file
 * is in an older format of the same SQLite, AES-256-CBC without a MAC, which encrypts pages as they are
 * (https://utelle.github.io/SQLite3MultipleCiphers/docs/ciphers/cipher_aes256cbc/, `legacy = 1`). Its content was
 * authenticated where it came from, its key ends with the process, and it is removed when it was copied.
 */

/** As many characters as the format uses of a passphrase. */
const PHRASE = 32;
/** How often the format hashes the passphrase. */
const ROUNDS = 4002;
/** The bytes at the beginning of a database that tell what it is. */
export const DATABASE_HEADER = 100;
const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');

/** Whether a database with this header can pass: it is plain, and its pages are as long as those of SQLCipher. */
export function mayPass(header: Uint8Array): boolean {
  return MAGIC.equals(header.subarray(0, MAGIC.length)) && pageSizeOf(header) === PAGE;
}

export function newThrowawayKey(): KeyObject {
  return createSecretKey(randomBytes((PHRASE * 3) / 4));
}

/** The key as SQLite takes it. */
export function throwawayPhrase(key: KeyObject): string {
  return key.export().toString('base64');
}

/**
 * Yields the pages of a plain database encrypted under a throwaway key. Takes its pieces, in order. Throws
 * `store.page_damaged` when the last page is cut.
 */
export async function* throwawayPages(
  content: AsyncIterable<Uint8Array>,
  key: KeyObject,
  file: string,
): AsyncGenerator<Buffer> {
  const fileKey = derivedKey(throwawayPhrase(key));
  for await (const { page, number } of wholePages(content, file)) {
    // Nobody may look for a log beside a file that is only read.
    if (number === 1) page.fill(1, 18, 20);
    yield encrypted(page, number, fileKey);
  }
}

function derivedKey(phrase: string): Buffer {
  let key = hash('sha256', phrase, 'buffer');
  for (let round = 1; round < ROUNDS; round += 1) key = hash('sha256', key, 'buffer');
  return key;
}

function encrypted(page: Uint8Array, number: number, fileKey: Uint8Array): Buffer {
  const salt = Buffer.from('\0\0\0\0sAlT', 'latin1');
  salt.writeUInt32LE(number);
  const pageKey = createHash('sha256').update(fileKey).update(salt).digest();
  return createCipheriv('aes-256-cbc', pageKey, vectorOf(number)).setAutoPadding(false).update(page);
}

/** The initial vector of a page: four numbers of a linear generator, hashed. */
function vectorOf(page: number): Buffer {
  const numbers = Buffer.alloc(16);
  let z = page + 1;
  for (let at = 0; at < numbers.length; at += 4) {
    const q = Math.trunc(z / 52774);
    z = 40692 * (z - 52774 * q) - 3791 * q;
    if (z < 0) z += 2147483399;
    numbers.writeUInt32LE(z, at);
  }
  return hash('md5', numbers, 'buffer');
}
