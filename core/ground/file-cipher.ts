import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { closeSync, fstatSync, lstatSync, readSync, writeSync } from 'node:fs';
import { openSync } from './patient-files.ts';

/**
 * Files that may be encrypted on the disk. With a key, a file is a header (magic, version, salt) and chunks
 * of 64 KiB, each encrypted by AES-256-GCM: the STREAM construction. Its own key is derived from the given key
 * and the salt. The nonce of a chunk is its number and whether it is the last, so that a chunk that was
 * changed, moved, added or cut off is noticed when it is read. Without a key, the file is written and read as
 * it is: code that uses these functions serves both.
 */

/** Plaintext bytes of a chunk. */
export const CHUNK = 64 * 1024;
const TAG = 16;
const SALT = 16;
const MAGIC = Buffer.from('ATTACHE\u0001', 'latin1');
const HEADER = MAGIC.length + SALT;
const ON_DISK = CHUNK + TAG;

/** A file that is being written. */
export interface FileOutput {
  /** Writes the next bytes. Throws the file system's errors. */
  write(bytes: Uint8Array): void;
  /** Writes what is left. Without this call an encrypted file is not whole. Does not flush to the disk. */
  end(): void;
  /** Closes the file. Must always be called, also after an error. */
  close(): void;
}

/** A file that is open for reading, at any place. */
export interface FileInput {
  /** Bytes of plaintext. */
  readonly size: number;
  /**
   * Reads plaintext from `position` into `target`. Returns how many bytes: fewer only at the end. Throws the
   * file system's errors; `EBADMSG` when the file is not as it was written, or was written under another key.
   */
  read(target: Uint8Array, position: number): number;
  close(): void;
}

/** Opens a new file for writing, for its owner only. `flags` as in `openSync`: 'wx' refuses one that is there. */
export function createOutput(path: string, key: KeyObject | null, flags: 'w' | 'wx' = 'w'): FileOutput {
  const file = openSync(path, flags, 0o600);
  if (key === null) {
    return { write: (bytes) => writeWhole(file, bytes), end: () => undefined, close: () => closeSync(file) };
  }
  try {
    return new EncryptedOutput(file, key);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** Opens a file for reading. Throws the file system's errors, and `EBADMSG` as `FileInput.read` does. */
export function openInput(path: string, key: KeyObject | null): FileInput {
  const file = openSync(path, 'r');
  try {
    return key === null ? new PlainInput(file) : new EncryptedInput(file, path, key);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/**
 * How many bytes of plaintext an encrypted file of this size holds; null when no encrypted file has this size.
 */
export function plainSize(sizeOnDisk: number): number | null {
  const body = sizeOnDisk - HEADER;
  const chunks = Math.ceil(body / ON_DISK);
  const size = body - chunks * TAG;
  const last = size - (chunks - 1) * CHUNK;
  // Only an empty file has an empty chunk.
  return chunks < 1 || last < 0 || (last === 0 && chunks > 1) ? null : size;
}

/**
 * Bytes of plaintext of the ordinary file at a path; null when there is none, or when no encrypted file has its
 * size. Links are not followed.
 */
export function sizeOfFile(path: string, key: KeyObject | null): number | null {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return null;
  return key === null ? stats.size : plainSize(stats.size);
}

/** How many bytes an encrypted file of this many bytes of plaintext has. */
export function encryptedSize(size: number): number {
  return HEADER + size + Math.max(1, Math.ceil(size / CHUNK)) * TAG;
}

class EncryptedOutput implements FileOutput {
  readonly #file: number;
  readonly #key: KeyObject;
  readonly #held = Buffer.allocUnsafeSlow(CHUNK);
  #filled = 0;
  #number = 0;

  constructor(file: number, key: KeyObject) {
    this.#file = file;
    const salt = randomBytes(SALT);
    this.#key = fileKey(key, salt);
    writeWhole(file, Buffer.concat([MAGIC, salt]));
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      // A full chunk waits for the next byte: only then is it known not to be the last.
      if (this.#filled === CHUNK) this.#writeChunk(false);
      const part = bytes.subarray(at, at + CHUNK - this.#filled);
      this.#held.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
    }
  }

  end(): void {
    this.#writeChunk(true);
  }

  close(): void {
    this.#held.fill(0);
    closeSync(this.#file);
  }

  #writeChunk(isLast: boolean): void {
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(this.#number, isLast));
    const body = cipher.update(this.#held.subarray(0, this.#filled));
    cipher.final();
    writeWhole(this.#file, Buffer.concat([body, cipher.getAuthTag()]));
    this.#number += 1;
    this.#filled = 0;
  }
}

class EncryptedInput implements FileInput {
  readonly size: number;
  readonly #file: number;
  readonly #path: string;
  readonly #key: KeyObject;
  readonly #chunks: number;
  readonly #onDisk = Buffer.allocUnsafeSlow(ON_DISK);
  /** The chunk that was decrypted last, and its number. */
  #chunk: Uint8Array = new Uint8Array();
  #number = -1;

  constructor(file: number, path: string, key: KeyObject) {
    this.#file = file;
    this.#path = path;
    const header = Buffer.alloc(HEADER);
    const size = plainSize(fstatSync(file).size);
    if (
      size === null ||
      readAt(file, header, 0) < HEADER ||
      !header.subarray(0, MAGIC.length).equals(MAGIC)
    ) {
      throw damaged(path);
    }
    this.size = size;
    this.#chunks = Math.max(1, Math.ceil(size / CHUNK));
    this.#key = fileKey(key, header.subarray(MAGIC.length));
    // Nothing of an empty file is ever read: one that was cut down to nothing is noticed here.
    if (size === 0) this.#chunkOf(0);
  }

  read(target: Uint8Array, position: number): number {
    let done = 0;
    while (done < target.length && position + done < this.size) {
      const at = position + done;
      const chunk = this.#chunkOf(Math.floor(at / CHUNK));
      const part = chunk.subarray(at % CHUNK, (at % CHUNK) + target.length - done);
      if (part.length === 0) break;
      target.set(part, done);
      done += part.length;
    }
    return done;
  }

  close(): void {
    this.#chunk.fill(0);
    closeSync(this.#file);
  }

  #chunkOf(number: number): Uint8Array {
    if (number === this.#number) return this.#chunk;
    const length = readAt(this.#file, this.#onDisk, HEADER + number * ON_DISK);
    if (length < TAG) throw damaged(this.#path);
    const isLast = number === this.#chunks - 1;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonceOf(number, isLast), {
      authTagLength: TAG,
    });
    decipher.setAuthTag(this.#onDisk.subarray(length - TAG, length));
    const chunk = decipher.update(this.#onDisk.subarray(0, length - TAG));
    try {
      decipher.final();
    } catch (error) {
      chunk.fill(0);
      throw damaged(this.#path, error);
    }
    this.#chunk = chunk;
    this.#number = number;
    return chunk;
  }
}

class PlainInput implements FileInput {
  readonly size: number;
  readonly #file: number;

  constructor(file: number) {
    this.#file = file;
    this.size = fstatSync(file).size;
  }

  read(target: Uint8Array, position: number): number {
    return readAt(this.#file, target, position);
  }

  close(): void {
    closeSync(this.#file);
  }
}

function fileKey(key: KeyObject, salt: Uint8Array): KeyObject {
  const bytes = Buffer.from(hkdfSync('sha256', key, salt, 'attache file 1', 32));
  try {
    return createSecretKey(bytes);
  } finally {
    bytes.fill(0);
  }
}

/** 12 bytes: the chunk's number, and 1 for the last chunk. Each file has a key of its own, so they never repeat. */
function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** The error of a file whose bytes are not what was written. The system reports damaged blocks by the same code. */
function damaged(path: string, cause?: unknown): Error {
  const error = new Error('EBADMSG: the file is damaged, read', { cause });
  return Object.assign(error, { code: 'EBADMSG', syscall: 'read', path });
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at);
}

/** Reads until the target is full or the file ends. */
function readAt(file: number, target: Uint8Array, position: number): number {
  let done = 0;
  while (done < target.length) {
    const count = readSync(file, target, done, target.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
