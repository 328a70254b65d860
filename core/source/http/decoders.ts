import type { Transform } from 'node:stream';
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
  type ZlibOptions,
} from 'node:zlib';

/** So many bytes at most tell whether a body is compressed as it says. */
const TRIED = 1024;
/** What they may grow to while they are tried. Of brotli, they could grow to gigabytes. */
const TRIED_MOST = 2 * 1024 * 1024;
/** Nobody compresses more often than this. */
const MOST_ENCODINGS = 4;

export type Encoding = 'gzip' | 'deflate' | 'br';

/** Unpacks a body, piece by piece or all of it at once. */
export interface Decoder {
  readonly stream: () => Transform;
  /** Throws an error with a code. */
  readonly atOnce: (bytes: Uint8Array, options?: Pick<ZlibOptions, 'maxOutputLength'>) => Buffer;
}

const gunzip: Decoder = { stream: () => createGunzip(), atOnce: gunzipSync };
const inflate: Decoder = { stream: () => createInflate(), atOnce: inflateSync };
const inflateRaw: Decoder = { stream: () => createInflateRaw(), atOnce: inflateRawSync };
const unbrotli: Decoder = { stream: () => createBrotliDecompress(), atOnce: brotliDecompressSync };

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

/** Whether bytes begin as gzip does: no document does, whatever is said of it. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** What unpacks it; null for what is not compressed at all, or is empty. Takes the beginning of the body, or all of it. */
export function decoderFor(encoding: Encoding, head: Buffer): Decoder | null {
  if (head.length === 0) return null;
  if (encoding === 'gzip') return isGzip(head) ? gunzip : null;
  const start = head.subarray(0, TRIED);
  const finishFlush = constants.Z_SYNC_FLUSH;
  if (isGzip(head) && begins(() => gunzipSync(start, { finishFlush }))) return gunzip;
  if (encoding === 'deflate') {
    // By the book it is in zlib's frame, as many servers send it without.
    const isFramed = (start[0] ?? 0) % 16 === 8 && start.length > 1 && start.readUInt16BE(0) % 31 === 0;
    if (isFramed && begins(() => inflateSync(start, { finishFlush }))) return inflate;
    if (begins(() => inflateRawSync(start, { finishFlush }))) return inflateRaw;
    return isFramed ? inflate : null;
  }
  // The beginning of a text may be that of a stream of it too, which then gives nothing.
  const isBrotli = begins(() => {
    const given = brotliDecompressSync(start, {
      finishFlush: constants.BROTLI_OPERATION_FLUSH,
      maxOutputLength: TRIED_MOST,
    });
    if (given.length === 0 && TEXT.test(start.toString('latin1'))) throw new Error('text');
  });
  return isBrotli ? unbrotli : null;
}

/** How a document begins. */
const TEXT = /^(\xef\xbb\xbf)?\s*[<{[]/;

function begins(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch (error) {
    // So far, what grows to too much is whole.
    return error instanceof RangeError;
  }
}

/** The error of a decoder, with a `Z_` code for damage: brotli has codes of its own. */
export function damage(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!/^ERR_(_ERROR|BROTLI)_?/.test(code)) return error;
  return Object.assign(new Error('damaged'), { code: 'Z_DATA_ERROR' });
}
