import { isProblem, Problem } from '../../ground/problem.ts';
import type { Content } from '../../model/fetched.ts';
import { decoded, decodedAtOnce, decodedDocument, joined } from './decode.ts';
import { encodingsOf } from './decoders.ts';
import type { HttpResponse } from './exchange.ts';
import { HttpFailure } from './failure.ts';
import { one } from './header.ts';
import { PartSink, type PartSinkOptions } from './part-sink.ts';

const MEGABYTE = 1024 * 1024;
/** A document of up to this many bytes is read to its end before it is unpacked: most are far smaller. */
const SMALL = 64 * 1024;
/** At least this many bytes must come within `HttpTimeouts.slow`. */
const SLOWEST = 1024;

/**
 * Reads a document into memory, unpacked. Throws a Problem when it is larger than `megabytes` after unpacking, or
 * comes in an encoding that we do not know.
 */
export async function readDocument(response: HttpResponse, megabytes: number): Promise<Uint8Array> {
  const { headers, asked } = response;
  const came = cameWhole(response);
  const arriving = piecesOf(response);
  const { bytes, isWhole } =
    came === null ? await startOf(arriving) : { bytes: Buffer.concat(came), isWhole: true };
  const header = headers['content-encoding'];
  const small = isWhole ? decodedAtOnce(bytes, header, asked) : null;
  const unpacked = small === null ? decodedDocument(joined(bytes, arriving), header, asked) : [small];
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of unpacked) {
    size += piece.length;
    if (size > megabytes * MEGABYTE) throw new Problem('net.too_large', { ...asked, megabytes });
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** The first bytes of a body, and whether they are all of it. */
async function startOf(
  arriving: AsyncIterator<Uint8Array>,
): Promise<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
  const pieces: Uint8Array[] = [];
  for (let size = 0; size <= SMALL; ) {
    const next = await arriving.next();
    if (next.done === true) return { bytes: Buffer.concat(pieces), isWhole: true };
    pieces.push(next.value);
    size += next.value.length;
  }
  return { bytes: Buffer.concat(pieces), isWhole: false };
}

export interface PartTarget extends PartSinkOptions {
  /** The MD5 that the file must have, lower-case hex, or null. */
  readonly md5: string | null;
  /** Whether the server's own strong ETag is the MD5 of the file (Central, `server-apis` §5.3). */
  readonly isEtagMd5?: boolean;
}

/**
 * Receives a file of any size: a small one in memory, a larger one beside its target, renamed when it is whole. Null
 * if its MD5 is not the target's; nothing of it is kept then. Throws a Problem when the disk is full or cannot be
 * written.
 *
 * We ask for files uncompressed. If one comes compressed anyway, its MD5 may be that of the file (something on the way
 * compressed it) or that of the compressed bytes (the file itself was stored compressed).
 */
export async function receivePart(response: HttpResponse, target: PartTarget): Promise<Content | null> {
  const md5 = target.md5 ?? (target.isEtagMd5 === true ? etagMd5(response) : null);
  const sent = new PartSink(target);
  try {
    for await (const piece of cameWhole(response) ?? piecesOf(response)) await sent.write(piece);
    const header = response.headers['content-encoding'];
    const isCompressed = encodingsOf(header)?.length !== 0;
    if (md5 === sent.md5() || (md5 === null && !isCompressed)) return await sent.keep();
    if (isCompressed) return await unpackPart(sent, header, md5, { response, target });
    if (!sent.isGzip) return null;
    // It looks compressed, but no header says so. If it cannot be unpacked, it is only damaged.
    return await unpackPart(sent, 'gzip', md5, { response, target }).catch((error: unknown) => {
      if (isProblem(error) && error.code.startsWith('store.')) throw error;
      return null;
    });
  } finally {
    await sent.discard();
  }
}

async function unpackPart(
  sent: PartSink,
  header: string | readonly string[] | undefined,
  md5: string | null,
  { response, target }: { readonly response: HttpResponse; readonly target: PartTarget },
): Promise<Content | null> {
  const file = new PartSink({ ...target, path: () => `${target.path()}.unpacked` });
  try {
    for await (const piece of decoded(sent.read(), header, response.asked)) await file.write(piece);
    if (md5 !== null && md5 !== file.md5()) return null;
    await sent.discard();
    return await file.keep(target.path);
  } finally {
    await file.discard();
  }
}

/** The MD5 in a strong ETag, for servers that make ETags that way; null when the ETag is something else. */
function etagMd5(response: HttpResponse): string | null {
  return /^"([0-9a-f]{32})"$/.exec(one(response.headers.etag) ?? '')?.[1] ?? null;
}

/** True when the response says that it is a web page. */
export function isWebPage(response: HttpResponse): boolean {
  return /^\s*(text\/html|application\/xhtml)/i.test(one(response.headers['content-type']) ?? '');
}

/** The pieces of a body that has come whole already; null for any other. Throws as `piecesOf` does. */
function cameWhole(response: HttpResponse): readonly Uint8Array[] | null {
  const pieces = response.body.takeWhole();
  if (pieces !== null) checkEnd(response);
  return pieces;
}

/**
 * The pieces of a body, to its end. Throws when they come so slowly that they block everything else, and when the server
 * has failed in the middle of them.
 */
async function* piecesOf(response: HttpResponse): AsyncGenerator<Uint8Array> {
  const { body, slow, asked } = response;
  let waited = 0;
  let came = 0;
  let since = performance.now();
  for await (const piece of body) {
    // Only waiting for the network counts, not the time that our own work on a piece takes.
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
  checkEnd(response);
}

/**
 * Throws for a server that failed in the middle of what it wrote: it has said 200 before, and can say so only behind the
 * body (`server-apis` §5.1).
 */
function checkEnd({ trailers, asked }: HttpResponse): void {
  if (/^\s*error\b/i.test(one(trailers.status) ?? ''))
    throw new HttpFailure(new Problem('net.cut', asked), true);
}
