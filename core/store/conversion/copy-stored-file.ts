import { createHash, type KeyObject } from 'node:crypto';
import { lstatSync, mkdirSync, statSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';
import { CHUNK, createOutput, openInput } from '../../ground/file-cipher.ts';
import { flushToDisk } from '../../ground/flush-to-disk.ts';

/** A file on the disk, and the key that it is encrypted under; null when it is as it is. */
export interface FileAt {
  readonly path: string;
  readonly key: KeyObject | null;
}

/** The plaintext of a file. */
export interface Digest {
  readonly md5: string;
  readonly sha256: string;
  readonly size: number;
}

/**
 * Copies a file to a temporary place, reads the copy back, and compares it with what was read of the original
 * (SHA-256 of the plaintext). Yields from time to time, with the bytes that were copied since. Returns the digest, or null when
 * the copy differs. Throws the file system's errors; `EBADMSG` when the original is damaged. The copy is on the
 * disk, and has the time of the original.
 */
export function* copyVerified(from: FileAt, to: FileAt): Generator<number, Digest | null> {
  const stats = statSync(from.path);
  mkdirSync(dirname(to.path), { recursive: true, mode: 0o700 });
  const read = yield* copied(from, to);
  flushToDisk(to.path, 'r+');
  const back = yield* quiet(digestOf(to));
  if (back.sha256 !== read.sha256 || back.size !== read.size) return null;
  // So that a continued conversion knows this copy again.
  utimesSync(to.path, stats.atime, stats.mtime);
  return read;
}

/** The same work, which counts no bytes. */
function* quiet<R>(work: Generator<number, R>): Generator<number, R> {
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
    yield 0;
  }
}

function* copied(from: FileAt, to: FileAt): Generator<number, Digest> {
  const output = createOutput(to.path, to.key);
  try {
    const digest = yield* digestOf(from, (bytes) => output.write(bytes));
    output.end();
    return digest;
  } finally {
    output.close();
  }
}

/** Reads a file whole. Yields from time to time, with the bytes since; returns the digest of the plaintext. */
export function* digestOf(
  { path, key }: FileAt,
  use: (bytes: Uint8Array) => void = () => undefined,
): Generator<number, Digest> {
  const [md5, sha256] = [createHash('md5'), createHash('sha256')];
  const input = openInput(path, key);
  const buffer = Buffer.allocUnsafeSlow(CHUNK);
  try {
    let size = 0;
    for (;;) {
      const count = input.read(buffer, size);
      if (count === 0) break;
      const bytes = buffer.subarray(0, count);
      md5.update(bytes);
      sha256.update(bytes);
      use(bytes);
      size += count;
      yield count;
    }
    return { md5: md5.digest('hex'), sha256: sha256.digest('hex'), size };
  } finally {
    buffer.fill(0);
    input.close();
  }
}

/**
 * Whether an earlier run has made and verified a copy: it has its final name only then. The time tells it from
 * a copy of what was in the place of the original before.
 */
export function wasCopied(original: string, copy: string, size: number): boolean {
  const [one, other] = [original, copy].map((path) => lstatSync(path, { throwIfNoEntry: false }));
  if (one === undefined || other?.isFile() !== true) return false;
  return Math.abs(one.mtimeMs - other.mtimeMs) < 1 && other.size === size;
}
