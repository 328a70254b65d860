import { createCipheriv, createHmac, type Hmac, pbkdf2Sync } from 'node:crypto';
import { CHUNK } from '../../ground/file-cipher.ts';
import type { Secret } from '../../ground/secret.ts';

/** Bytes of the salt, of the password's check value, and of the content's (AES-256, strength 3). */
export const SALT = 16;
export const VERIFIER = 2;
export const MAC = 10;
const KEY = 32;
const ROUNDS = 1000;
const BLOCK = 16;

/** What a password and a salt give: the ways to encrypt and to authenticate one file of a zip. */
export interface ZipKeys {
  /** Two bytes that show most wrong passwords: one wrong password of 65,536 passes. */
  readonly verifier: Buffer;
  readonly cipher: CounterMode;
  /** HMAC-SHA-1 over the encrypted bytes; the zip keeps the first 80 bits. */
  readonly hmac: Hmac;
}

/**
 * Derives the keys of one file of a zip, as WinZip's AES does (AE-2): PBKDF2 with HMAC-SHA-1 and 1,000 rounds. That is
 * quick to guess a human's password with: the password must be a random code.
 */
export function zipKeys(password: Secret, salt: Uint8Array): ZipKeys {
  const bytes = pbkdf2Sync(password.reveal(), salt, ROUNDS, 2 * KEY + VERIFIER, 'sha1');
  try {
    return {
      verifier: Buffer.from(bytes.subarray(2 * KEY)),
      cipher: new CounterMode(bytes.subarray(0, KEY)),
      hmac: createHmac('sha1', bytes.subarray(KEY, 2 * KEY)),
    };
  } finally {
    bytes.fill(0);
  }
}

/**
 * AES-256 in counter mode as zip has it: the counter is little-endian and begins with 1. The crypto libraries count
 * big-endian, so that they cannot do it in one call. Here they encrypt a run of counters block by block (ECB), and the
 * result is combined with the content, word by word: about as fast.
 */
export class CounterMode {
  readonly #ecb: ReturnType<typeof createCipheriv>;
  readonly #counters = new Uint32Array(CHUNK / 4);
  #next: number;

  /** `first` is the number of the block that comes first. */
  constructor(key: Uint8Array, first = 1) {
    this.#next = first;
    this.#ecb = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  }

  /**
   * Encrypts or decrypts the next bytes, at most 64 KiB, into a buffer of its own. Only the last piece of a file may
   * have a length that is no multiple of 16. Takes pieces that begin at a multiple of 4 in memory.
   */
  apply(piece: Buffer): Buffer {
    const length = Math.ceil(piece.length / BLOCK) * BLOCK;
    this.#count(length / 4);
    const stream = aligned(this.#ecb.update(Buffer.from(this.#counters.buffer, 0, length)));
    const words = new Uint32Array(stream.buffer, stream.byteOffset, length / 4);
    const whole = Math.floor(piece.length / 4);
    const input = new Uint32Array(piece.buffer, piece.byteOffset, whole);
    for (let i = 0; i < whole; i += 1) words[i] = (words[i] ?? 0) ^ (input[i] ?? 0);
    for (let i = whole * 4; i < piece.length; i += 1) stream[i] = (stream[i] ?? 0) ^ (piece[i] ?? 0);
    return stream.subarray(0, piece.length);
  }

  #count(words: number): void {
    for (let i = 0; i < words; i += 4) {
      this.#counters[i] = this.#next;
      this.#counters[i + 1] = this.#next / 2 ** 32;
      this.#next += 1;
    }
  }
}

function aligned(bytes: Buffer): Buffer {
  if (bytes.byteOffset % 4 === 0) return bytes;
  const moved = Buffer.allocUnsafeSlow(bytes.length);
  moved.set(bytes);
  return moved;
}
