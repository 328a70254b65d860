import { CHUNK } from '../../ground/file-cipher.ts';

/** Bytes in order. A piece is valid until the next one is asked for: whoever makes them may use its memory again. */
export type Feed = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Yields the same bytes in pieces of exactly 64 KiB, the last one shorter; nothing when there are none. Each piece
 * begins at a multiple of 8 in memory, so that it can be read word by word. It is valid until the next is asked for.
 */
export async function* evenPieces(feed: Feed): AsyncGenerator<Buffer> {
  const held = Buffer.allocUnsafeSlow(CHUNK);
  let filled = 0;
  for await (const piece of feed) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + CHUNK - filled);
      held.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < CHUNK) continue;
      yield held;
      filled = 0;
    }
  }
  if (filled > 0) yield held.subarray(0, filled);
}
