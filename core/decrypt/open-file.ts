import { createHash, hash } from 'node:crypto';
import { closeSync, writeSync } from 'node:fs';
import { openSync, rmSync } from '../ground/patient-files.ts';
import { pieces, sizeOf } from '../model/content.ts';
import type { Content } from '../model/fetched.ts';
import { BLOCK, CfbDecryptor, unpaddedLength } from './cfb.ts';

/** A decrypted file. `md5` is the MD5 of the plaintext, lower-case hex. */
export type OpenedFile =
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly size: number; readonly md5: string }
  | { readonly kind: 'file'; readonly path: string; readonly size: number; readonly md5: string };

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
 * Decrypts a file of any size into `target`, piece by piece, and computes its MD5. When it returns damage, it
 * has removed the target. Does not flush the target: the code that commits its row does that, while this
 * thread goes on.
 */
export function openToFile(
  ciphertext: Content,
  target: string,
  key: Uint8Array,
  iv: Uint8Array,
): OpenedFile | FileDamage {
  const length = sizeOf(ciphertext);
  if (!isPossibleLength(length)) return 'length';
  const md5 = createHash('md5');
  const cfb = new CfbDecryptor(key, iv);
  const output = openSync(target, 'w', 0o600);
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
      writeWhole(output, part);
      size += keep;
      release(plain);
    }
    if (done !== length) damage ??= 'length';
  } finally {
    closeSync(output);
  }
  if (damage !== null) {
    rmSync(target, { force: true });
    return damage;
  }
  return { kind: 'file', path: target, size, md5: md5.digest('hex') };
}

/** Copies a file of any size and computes its MD5. Does not flush the copy to the disk. */
export function copyToFile(content: Content, target: string): OpenedFile {
  const md5 = createHash('md5');
  const output = openSync(target, 'w', 0o600);
  let size = 0;
  try {
    for (const piece of pieces(content)) {
      md5.update(piece);
      writeWhole(output, piece);
      size += piece.length;
    }
  } finally {
    closeSync(output);
  }
  return { kind: 'file', path: target, size, md5: md5.digest('hex') };
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

function writeWhole(file: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) at += writeSync(file, bytes, at, bytes.length - at);
}
