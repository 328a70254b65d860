import { type Cipheriv, createCipheriv, createSecretKey } from 'node:crypto';

export const BLOCK = 16;

/**
 * AES-256-CFB decryption with 128-bit segments (`submission-format` §7), built from the block cipher. The key
 * stream is AES-ECB over the IV and then the ciphertext without its last block. This is several times faster
 * than the runtime's CFB, which works block by block, and it gives the same result with every crypto library.
 *
 * Feed whole blocks in order. Each call returns the plaintext of its input, with its padding, in a new
 * buffer.
 */
export class CfbDecryptor {
  readonly #cipher: Cipheriv;
  #previous: Uint8Array;

  /** Takes the 32-byte key and the 16-byte IV. */
  constructor(key: Uint8Array, iv: Uint8Array) {
    // With the bytes themselves, the runtime throws and catches two errors to find out what they are.
    this.#cipher = createCipheriv('aes-256-ecb', createSecretKey(key), null);
    this.#cipher.setAutoPadding(false);
    this.#previous = iv;
  }

  /**
   * Takes ciphertext: a multiple of 16 bytes. Returns plaintext of the same length. Throws a RangeError for
   * another length.
   */
  update(ciphertext: Uint8Array): Buffer {
    const framed = Buffer.allocUnsafe(BLOCK + ciphertext.length);
    framed.set(ciphertext, BLOCK);
    return this.updateFramed(framed);
  }

  /**
   * Does the same without a copy. Takes a buffer whose first 16 bytes are free and whose other bytes are the
   * ciphertext. Overwrites the first 16 bytes.
   */
  updateFramed(framed: Uint8Array): Buffer {
    if (framed.length % BLOCK !== 0) throw new RangeError('CFB input must be whole blocks');
    framed.set(this.#previous, 0);
    this.#previous = Uint8Array.prototype.slice.call(framed, framed.length - BLOCK);
    const plain = this.#cipher.update(framed.subarray(0, framed.length - BLOCK));
    xorInto(plain, framed.subarray(BLOCK));
    return plain;
  }
}

/** `target ^= other`, four bytes at a time where both lie on a word boundary. */
function xorInto(target: Uint8Array, other: Uint8Array): void {
  const length = target.length;
  let i = 0;
  if (target.byteOffset % 4 === 0 && other.byteOffset % 4 === 0) {
    const words = length >>> 2;
    const a = new Uint32Array(target.buffer, target.byteOffset, words);
    const b = new Uint32Array(other.buffer, other.byteOffset, words);
    for (let w = 0; w < words; w += 1) a[w] = (a[w] as number) ^ (b[w] as number);
    i = words << 2;
  }
  for (; i < length; i += 1) target[i] = (target[i] as number) ^ (other[i] as number);
}

/**
 * The length of the plaintext before its PKCS#7 padding (`submission-format` §7). Takes at least the last 16
 * bytes of the decrypted file, and the length of the whole file. Returns null when the padding is not valid.
 */
export function unpaddedLength(tail: Uint8Array, length: number): number | null {
  const pad = tail[tail.length - 1] ?? 0;
  if (pad < 1 || pad > BLOCK || pad > tail.length) return null;
  for (let i = tail.length - pad; i < tail.length; i += 1) if (tail[i] !== pad) return null;
  return length - pad;
}
