import { createHash } from 'node:crypto';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Problem } from '../problem.ts';
import { type HttpAnswer, one } from './http.ts';
import { HttpFailure } from './http-failure.ts';
import type { Content } from './source.ts';
import { TemporaryFile } from './temporary-file.ts';

const MEGABYTE = 1024 * 1024;
/** A compressed file may grow to this size, and beyond it to a hundred times what came over the line. */
const GROWTH_FREE = 64 * MEGABYTE;
const GROWTH_MOST = 100;
/** So many bytes must come within `HttpTimeouts.slow`. */
const SLOWEST = 1024;

/**
 * Reads a document into memory, unpacked. Throws a Problem when it grows beyond `megabytes` (a packed one is measured
 * unpacked) or comes in an encoding that nobody asked for.
 */
export async function readDocument(answer: HttpAnswer, megabytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of unpacked(answer)) {
    size += piece.length;
    if (size > megabytes * MEGABYTE) throw tooLarge(answer, megabytes);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

export interface PartTarget {
  /** Up to this many bytes stay in memory. */
  readonly inlineLimit: number;
  /** Where a larger file goes; its folder exists. */
  readonly path: () => string;
  /** The MD5 that the file must have, lower-case hex, or null. */
  readonly md5: string | null;
  /** Whether the server's own strong ETag is the MD5 of the file (Central, `servers` 5.3). */
  readonly isEtagMd5?: boolean;
}

/**
 * Receives a file of any size: a small one into memory, a larger one beside its target and renamed when it is whole.
 * Null when its MD5 is another than the target's; nothing of it is kept then. Throws a Problem when the disk is full or
 * cannot be written.
 */
export async function receivePart(answer: HttpAnswer, target: PartTarget): Promise<Content | null> {
  const hash = createHash('md5');
  let pieces: Uint8Array[] = [];
  let size = 0;
  let file: TemporaryFile | null = null;
  try {
    for await (const piece of unpacked(answer)) {
      hash.update(piece);
      size += piece.length;
      if (file === null && size > target.inlineLimit) {
        file = await TemporaryFile.beside(target.path());
        for (const earlier of pieces) await file.append(earlier);
        pieces = [];
      }
      if (file === null) pieces.push(piece);
      else await file.append(piece);
    }
    const md5 = target.md5 ?? (target.isEtagMd5 === true ? etagMd5(answer) : null);
    if (md5 !== null && md5 !== hash.digest('hex')) return null;
    if (file === null) return { kind: 'bytes', bytes: Buffer.concat(pieces) };
    await file.keep();
    return { kind: 'file', path: file.path, size };
  } finally {
    await file?.discard();
  }
}

/** The MD5 that a strong ETag is, where the server makes it of that; null when it is something else. */
export function etagMd5(answer: HttpAnswer): string | null {
  return /^"([0-9a-f]{32})"$/.exec(one(answer.headers.etag) ?? '')?.[1] ?? null;
}

/** True when the answer says that it is a web page. */
export function isWebPage(answer: HttpAnswer): boolean {
  return /^\s*(text\/html|application\/xhtml)/i.test(one(answer.headers['content-type']) ?? '');
}

async function* unpacked(answer: HttpAnswer): AsyncGenerator<Uint8Array> {
  yield* decoded(answer);
  // A server that fails in the middle of what it writes has said 200 before; it can say so only here (`servers` 5.1).
  if (/^\s*error\b/i.test(answer.trailers.status ?? '')) {
    throw new HttpFailure(new Problem('net.cut', answer.asked), true);
  }
}

async function* decoded(answer: HttpAnswer): AsyncGenerator<Uint8Array> {
  const encoding = one(answer.headers['content-encoding'])?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') {
    yield* chunks(answer.body, answer);
    return;
  }
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new Problem('source.answer_unreadable', answer.asked);
  }
  const gunzip = createGunzip();
  // The callback only keeps a broken pipe from being an unhandled error: reading `gunzip` throws it anyway.
  pipeline(answer.body, gunzip, () => undefined);
  let size = 0;
  for await (const piece of chunks(gunzip, answer)) {
    size += piece.length;
    if (size > GROWTH_FREE && size > gunzip.bytesWritten * GROWTH_MOST) {
      throw tooLarge(answer, GROWTH_FREE / MEGABYTE);
    }
    yield piece;
  }
}

/** The pieces of a body. Throws when they come so slowly that waiting for the rest holds everything else up. */
async function* chunks(
  stream: Readable,
  { slow, asked }: Pick<HttpAnswer, 'slow' | 'asked'>,
): AsyncGenerator<Uint8Array> {
  let waited = 0;
  let came = 0;
  let since = performance.now();
  for await (const piece of stream) {
    if (!(piece instanceof Uint8Array)) throw new Error('a body is read as bytes');
    // What is done with a piece takes its time too, and is nobody's fault there.
    waited += performance.now() - since;
    came += piece.length;
    if (waited >= slow) {
      if (came < SLOWEST) throw new HttpFailure(new Problem('net.timeout', asked), true);
      waited = 0;
      came = 0;
    }
    yield piece;
    since = performance.now();
  }
}

function tooLarge(answer: HttpAnswer, megabytes: number): Problem {
  return new Problem('net.too_large', { ...answer.asked, megabytes });
}
