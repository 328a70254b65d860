import { pipeline, Readable } from 'node:stream';
import { Problem } from '../../ground/problem.ts';
import { damage, decoderFor, type Encoding, encodingsOf, isGzip } from './decoders.ts';
import type { Asked } from './failure.ts';

/*
 * Compressed responses, for every kind of request: documents, files, logins, looks and the bodies of errors. Servers, and
 * what stands in front of them, compress what nobody asked them to, and now and then say so of what is not compressed.
 */

const MEGABYTE = 1024 * 1024;
/** A compressed response may grow to this size, and beyond it to a hundred times what came over the line. */
const GROWTH_FREE = 64 * MEGABYTE;
const GROWTH_MOST = 100;
/** A body that grows beyond this is unpacked piece by piece, so that other work of this process can run meanwhile. */
const MOST_AT_ONCE = 4 * MEGABYTE;
/** So many bytes at least tell whether a body is compressed as it says. */
const ENOUGH = 64;

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

/**
 * A small document as `decodedDocument` gives it, without a stream for it. Null when it grows to more than is unpacked at
 * once. Throws as `decoded` does.
 */
export function decodedAtOnce(
  body: Buffer,
  header: string | readonly string[] | undefined,
  asked: Asked,
): Buffer | null {
  const encodings = encodingsOf(header);
  if (encodings === null) throw new Problem('source.answer_unreadable', asked);
  try {
    let bytes = body;
    for (const encoding of encodings.toReversed()) bytes = unpackedAtOnce(bytes, encoding);
    return isGzip(bytes) ? unpackedAtOnce(bytes, 'gzip') : bytes;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw damage(error);
  }
}

function unpackedAtOnce(bytes: Buffer, encoding: Encoding): Buffer {
  return decoderFor(encoding, bytes)?.atOnce(bytes, { maxOutputLength: MOST_AT_ONCE }) ?? bytes;
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
  const unpacking = decoder.stream();
  pipeline(Readable.from(whole), unpacking, () => undefined);
  try {
    for await (const piece of unpacking) yield piece as Uint8Array;
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

/** A body again whose first bytes were read from it. */
export async function* joined(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
