import { pipeline, Readable, type Transform } from 'node:stream';
import {
  brotliDecompressSync,
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  gunzipSync,
  inflateRawSync,
  inflateSync,
} from 'node:zlib';
import { Problem } from '../../ground/problem.ts';
import type { Asked } from './failure.ts';

/*
 * Compressed responses, for every kind of request: documents, files, logins, looks and the bodies of errors. Servers, and
 * what stands in front of them, compress what nobody asked them to, and now and then say so of what is not compressed.
 */

const MEGABYTE = 1024 * 1024;
/** A compressed response may grow to this size, and beyond it to a hundred times what came over the line. */
const GROWTH_FREE = 64 * MEGABYTE;
const GROWTH_MOST = 100;
/** So many bytes at least, and so many at most, tell whether a body is compressed as it says. */
const ENOUGH = 64;
const TRIED = 1024;
/** Nobody compresses more often than this. */
const MOST_ENCODINGS = 4;

type Encoding = 'gzip' | 'deflate' | 'br';

/** How a body was compressed, in the order in which that was done; null when it is in a way that we do not know. */
export function encodingsOf(header: string | readonly string[] | undefined): readonly Encoding[] | null {
  const named = (typeof header === 'string' ? [header] : (header ?? [])).flatMap((one) => one.split(','));
  const found: Encoding[] = [];
  for (const word of named.map((one) => one.trim().toLowerCase())) {
    if (word === '' || word === 'identity' || word === 'none') continue;
    if (word === 'gzip' || word === 'x-gzip') found.push('gzip');
    else if (word === 'deflate' || word === 'br') found.push(word);
    else return null;
  }
  return found.length > MOST_ENCODINGS ? null : found;
}

/**
 * The bytes of a body as they were before they were compressed. What says that it is compressed, and does not begin so,
 * is given as it is. Takes the body, its `Content-Encoding` and what it was asked as. Throws `source.answer_unreadable`
 * for an encoding that we do not know, `net.too_large` for what grows as no honest response does, an error with a `Z_` code
 * for damage, and whatever reading the body throws.
 */
export async function* decoded(
  body: AsyncIterable<Uint8Array>,
  header: string | readonly string[] | undefined,
  asked: Asked,
): AsyncGenerator<Uint8Array> {
  const encodings = encodingsOf(header);
  if (encodings === null) throw new Problem('source.answer_unreadable', asked);
  const size = { packed: 0 };
  let bytes = measured(body, size);
  for (const encoding of encodings.toReversed()) bytes = unpacked(bytes, encoding);
  let grown = 0;
  for await (const piece of bytes) {
    grown += piece.length;
    if (grown > GROWTH_FREE && grown > size.packed * GROWTH_MOST) {
      throw new Problem('net.too_large', { ...asked, megabytes: GROWTH_FREE / MEGABYTE });
    }
    yield piece;
  }
}

/**
 * The bytes of a document: as `decoded` gives them, and unpacked once more where they begin as gzip then, of which nobody
 * has said a word. No document begins so; a file may.
 */
export async function* decodedDocument(
  body: AsyncIterable<Uint8Array>,
  header: string | readonly string[] | undefined,
  asked: Asked,
): AsyncGenerator<Uint8Array> {
  const pieces = decoded(body, header, asked);
  const head = await headOf(pieces);
  const whole = joined(head, pieces);
  yield* isGzip(head) ? decoded(whole, 'gzip', asked) : whole;
}

/** The beginning of a document as text: so many bytes of it. Throws as `decoded` does. */
export async function decodedText(
  body: AsyncIterable<Uint8Array>,
  header: string | readonly string[] | undefined,
  asked: Asked,
  limit: number,
): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of decodedDocument(body, header, asked)) {
    pieces.push(piece);
    size += piece.length;
    if (size >= limit) break;
  }
  return Buffer.concat(pieces).subarray(0, limit).toString('utf8');
}

/** Whether bytes begin as gzip does: no document does, whatever is said of it. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function* measured(
  body: AsyncIterable<Uint8Array>,
  size: { packed: number },
): AsyncGenerator<Uint8Array> {
  for await (const piece of body) {
    size.packed += piece.length;
    yield piece;
  }
}

async function* unpacked(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]();
  const head = await headOf(pieces);
  const decoder = decoderFor(encoding, head);
  const whole = joined(head, pieces);
  if (decoder === null) return yield* whole;
  // The callback only keeps a broken pipe from being an unhandled error: reading the decoder throws it anyway.
  pipeline(Readable.from(whole), decoder, () => undefined);
  try {
    for await (const piece of decoder) yield piece as Uint8Array;
  } catch (error) {
    throw damage(error);
  }
}

/** The first bytes, enough of them to tell what they are. */
async function headOf(pieces: AsyncIterator<Uint8Array>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < ENOUGH) {
    const next = await pieces.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* joined(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** What unpacks it; null for what is not compressed at all, or is empty. */
function decoderFor(encoding: Encoding, head: Buffer): Transform | null {
  if (head.length === 0) return null;
  const start = head.subarray(0, TRIED);
  const finishFlush = constants.Z_SYNC_FLUSH;
  const isReallyGzip = isGzip(head) && begins(() => gunzipSync(start, { finishFlush }));
  if (isReallyGzip) return createGunzip();
  switch (encoding) {
    case 'gzip':
      return isGzip(head) ? createGunzip() : null;
    case 'deflate': {
      // By the book it is in zlib's frame, as many servers send it without.
      const isFramed = (start[0] ?? 0) % 16 === 8 && start.length > 1 && start.readUInt16BE(0) % 31 === 0;
      if (isFramed && begins(() => inflateSync(start, { finishFlush }))) return createInflate();
      if (begins(() => inflateRawSync(start, { finishFlush }))) return createInflateRaw();
      return isFramed ? createInflate() : null;
    }
    case 'br':
      // The beginning of a text may be that of a stream of it too, which then gives nothing.
      return begins(() => {
        const finish = { finishFlush: constants.BROTLI_OPERATION_FLUSH };
        const given = brotliDecompressSync(start, finish);
        if (given.length === 0 && TEXT.test(start.toString('latin1'))) throw new Error('text');
      })
        ? createBrotliDecompress()
        : null;
  }
}

/** How a document begins. */
const TEXT = /^(\xef\xbb\xbf)?\s*[<{[]/;

function begins(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

/** Brotli has codes of its own for damage, which are told as those of zlib. */
function damage(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!/^ERR_(_ERROR|BROTLI)_?/.test(code)) return error;
  return Object.assign(new Error('damaged'), { code: 'Z_DATA_ERROR' });
}
