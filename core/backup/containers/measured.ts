import { createHash } from 'node:crypto';
import type { Feed } from './feed.ts';

/** What went through a stream: how many bytes, and their SHA-256 in hex. */
export interface Measure {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Yields the same pieces, and tells their measure to `onEnd` when the feed has ended. It tells nothing when the feed
 * fails, or when whoever reads it stops early.
 */
export async function* measured(feed: Feed, onEnd: (measure: Measure) => void): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of feed) {
    bytes += piece.length;
    hash.update(piece);
    yield piece;
  }
  onEnd({ bytes, sha256: hash.digest('hex') });
}
