import {
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  pbkdf2Sync,
  timingSafeEqual,
} from 'node:crypto';

/*
 * The pages of SQLCipher 4, without SQLite. A page ends with 80 reserved bytes: the IV and the HMAC-SHA-512 of
 * what is encrypted, the IV and the page's number. The first page begins with the salt of the HMAC's key, where
 * a plain file has SQLite's name.
 */

export const PAGE = 4096;
export const SALT = 16;
export const IV = 16;
export const HMAC = 64;
/** The bytes at the end of each page that hold no data. */
export const RESERVED = IV + HMAC;
const PLAIN_START = Buffer.from('SQLite format 3\0', 'latin1');

/** Decrypts the pages of one database. */
export class PageCipher {
  readonly #key: KeyObject;
  readonly #hmacKey: KeyObject;

  /** Takes the raw key, and the first page as it is on the disk. */
  constructor(key: KeyObject, firstPage: Uint8Array) {
    this.#key = key;
    const salt = firstPage.subarray(0, SALT).map((byte) => byte ^ 0x3a);
    const raw = key.export();
    const hmacKey = pbkdf2Sync(raw, salt, 2, 32, 'sha512');
    this.#hmacKey = createSecretKey(hmacKey);
    raw.fill(0);
    hmacKey.fill(0);
  }

  /** Whether a page is as it was written with this key. Pages are numbered from 1. */
  isWhole(page: Uint8Array, number: number): boolean {
    const at = Buffer.alloc(4);
    at.writeUInt32LE(number);
    const made = createHmac('sha512', this.#hmacKey)
      .update(page.subarray(number === 1 ? SALT : 0, PAGE - HMAC))
      .update(at)
      .digest();
    return timingSafeEqual(made, page.subarray(PAGE - HMAC));
  }

  /**
   * Returns the page as a plain SQLite file has it, with zeros in its reserved bytes. Does not check it.
   */
  decrypt(page: Uint8Array, number: number): Buffer {
    const end = PAGE - RESERVED;
    const start = number === 1 ? SALT : 0;
    const decipher = createDecipheriv('aes-256-cbc', this.#key, page.subarray(end, end + IV));
    decipher.setAutoPadding(false);
    const plain = Buffer.alloc(PAGE);
    if (number === 1) PLAIN_START.copy(plain);
    decipher.update(page.subarray(start, end)).copy(plain, start);
    decipher.final();
    return plain;
  }
}

/**
 * Whether a decrypted first page has the header that every such database has: the size of a page, its reserved
 * bytes, and the three fractions that SQLite fixes.
 */
export function hasHeader(plain: Buffer): boolean {
  return plain.readUInt16BE(16) === PAGE && plain.readUInt32BE(20) === HEADER;
}

const HEADER = Buffer.from([RESERVED, 64, 32, 32]).readUInt32BE();
