import { createHash, hash, type KeyObject } from 'node:crypto';
import { createOutput } from '../ground/file-cipher.ts';
import { rmSync } from '../ground/patient-files.ts';
import { pieces, sizeOf } from '../model/content.ts';
import type { Content } from '../model/fetched.ts';
import { BLOCK, CfbDecryptor, unpaddedLength } from './cfb.ts';

/** A decrypted file. `md5` is the MD5 of the plaintext, lower-case hex. */
export type OpenedFile =
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly size: number; readonly md5: string }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly size: number;
      readonly md5: string;
      /** The key under which the file on the disk is encrypted; absent when it is as it is. */
      readonly key?: KeyObject;
    };

/**
 * Why a ciphertext is not a whole file: its length is impossible, or its end does not decrypt to a padding
 * (`submission-format` §7).
 */
export type FileDamage = 'length' | 'padding';

export function isPossibleLength(size: number): boolean {
  return size > 0 && size % BLOCK === 0;
}

/**
 * Decrypts a small file whole, in memory. Takes its ciphertext, the 32-byte session key and the file's IV.
 * Returns the plaintext without padding, or what is damaged.
 */
export function openBytes(ciphertext: Uint8Array, key: Uint8Array, iv: Uint8Array): OpenedFile | FileDamage {
  if (!isPossibleLength(ciphertext.length)) return 'length';
  const padded = new CfbDecryptor(key, iv).update(ciphertext);
  const size = unpaddedLength(padded.subarray(-BLOCK), padded.length);
  if (size === null) return 'padding';
  const bytes = padded.subarray(0, size);
  return { kind: 'bytes', bytes, size, md5: hash('md5', bytes) };
}

/**
 * Decrypts a file of any size into `target`, piece by piece, and computes its MD5. `diskKey` encrypts the
 * target on the disk; null for a plain workspace. When it returns damage, it has removed the target. Does not flush the target: the code that commits its row does that, while this
 * thread goes on.
 */
export function openToFile(
  ciphertext: Content,
  target: string,
  key: Uint8Array,
  iv: Uint8Array,
  diskKey: KeyObject | null,
): OpenedFile | FileDamage {
  const length = sizeOf(ciphertext);
  if (!isPossibleLength(length)) return 'length';
  const md5 = createHash('md5');
  const cfb = new CfbDecryptor(key, iv);
  const output = createOutput(target, diskKey);
  let damage: FileDamage | null = null;
  let size = 0;
  try {
    let done = 0;
    for (const framed of pieces(ciphertext, BLOCK)) {
      if (framed.length % BLOCK !== 0) break;
      const plain = cfb.updateFramed(framed);
      done += plain.length;
      // Only the last block has padding, so everything before it can be written at once.
      const keep = done >= length ? unpaddedLength(plain.subarray(-BLOCK), plain.length) : plain.length;
      if (keep === null) {
        damage = 'padding';
        break;
      }
      const part = plain.subarray(0, keep);
      md5.update(part);
      output.write(part);
      size += keep;
      release(plain);
    }
    if (done !== length) damage ??= 'length';
    output.end();
  } finally {
    output.close();
  }
  if (damage !== null) {
    rmSync(target, { force: true });
    return damage;
  }
  return writtenFile(target, size, md5.digest('hex'), diskKey);
}

/**
 * Copies a file of any size and computes its MD5. `diskKey` encrypts the copy on the disk. Does not flush the
 * copy to the disk.
 */
export function copyToFile(content: Content, target: string, diskKey: KeyObject | null): OpenedFile {
  const md5 = createHash('md5');
  const output = createOutput(target, diskKey);
  let size = 0;
  try {
    for (const piece of pieces(content)) {
      md5.update(piece);
      output.write(piece);
      size += piece.length;
    }
    output.end();
  } finally {
    output.close();
  }
  return writtenFile(target, size, md5.digest('hex'), diskKey);
}

function writtenFile(path: string, size: number, md5: string, diskKey: KeyObject | null): OpenedFile {
  return { kind: 'file', path, size, md5, ...(diskKey === null ? {} : { key: diskKey }) };
}

/**
 * Frees the memory of a buffer at once. The garbage collector does not see how large buffers are: without
 * this, a thread that streams a long file holds a hundred megabytes of them.
 */
function release(buffer: Buffer): void {
  if (
    buffer.byteOffset === 0 &&
    buffer.buffer.byteLength === buffer.length &&
    buffer.buffer instanceof ArrayBuffer
  ) {
    buffer.buffer.transfer(0);
  }
}
