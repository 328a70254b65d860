import { createHash } from 'node:crypto';
import type { Feed } from '../feed.ts';

/** Collects a stream. Copies each piece, because its memory may be used again. */
export async function collect(feed: Feed): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of feed) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

/** Yields the bytes in pieces of `length`, all in the same memory: whoever keeps one sees it change. */
export function* inPieces(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  const buffer = Buffer.alloc(length);
  for (let at = 0; at < bytes.length; at += length) {
    const part = bytes.subarray(at, at + length);
    buffer.set(part);
    yield buffer.subarray(0, part.length);
    buffer.fill(0xaa);
  }
}

/** Bytes that look random and are the same at each run. */
export function sampleBytes(length: number, seed = 'sample'): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += 32) {
    bytes.set(
      createHash('sha256')
        .update(`${seed} ${at}`)
        .digest()
        .subarray(0, length - at),
      at,
    );
  }
  return bytes;
}

/** A copy with one bit of one byte changed. */
export function flipped(bytes: Uint8Array, at: number, bit = at % 8): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << bit), at);
  return copy;
}
