import { closeSync, readFileSync, readSync } from 'node:fs';
import { openSync } from '../ground/patient-files.ts';
import type { Content } from './fetched.ts';

/**
 * Small enough to stay in the cache of one processor core from the cipher to the hash to the write. Larger
 * pieces are slower.
 */
export const CHUNK = 64 * 1024;

export function sizeOf(content: Content): number {
  return content.kind === 'bytes' ? content.bytes.length : content.size;
}

/** Returns all bytes of a file or buffer. Only for content that is known to be small. */
export function readWhole(content: Content): Uint8Array {
  return content.kind === 'bytes' ? content.bytes : readFileSync(content.path);
}

/**
 * Yields the content in pieces of 64 KiB, the last one shorter, each with `room` unused bytes before it. A
 * piece is valid until the caller asks for the next one.
 */
export function* pieces(content: Content, room = 0): Generator<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(room + CHUNK);
  if (content.kind === 'bytes') {
    for (let at = 0; at < content.bytes.length; at += CHUNK) {
      const piece = content.bytes.subarray(at, at + CHUNK);
      buffer.set(piece, room);
      yield buffer.subarray(0, room + piece.length);
    }
    return;
  }
  const input = openSync(content.path, 'r');
  try {
    for (;;) {
      let filled = room;
      while (filled < buffer.length) {
        const count = readSync(input, buffer, filled, buffer.length - filled, null);
        if (count === 0) break;
        filled += count;
      }
      if (filled === room) return;
      yield buffer.subarray(0, filled);
    }
  } finally {
    closeSync(input);
  }
}
