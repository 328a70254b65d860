import { CHUNK, createOutput, openInput } from '../ground/file-cipher.ts';
import { rmSync } from '../ground/patient-files.ts';
import type { Content } from './fetched.ts';

export function sizeOf(content: Content): number {
  return content.kind === 'bytes' ? content.bytes.length : content.size;
}

/** Returns all bytes of a file or buffer. Only for content that is known to be small. */
export function readWhole(content: Content): Uint8Array {
  if (content.kind === 'bytes') return content.bytes;
  const input = openInput(content.path, content.key ?? null);
  try {
    const bytes = Buffer.allocUnsafeSlow(input.size);
    return bytes.subarray(0, input.read(bytes, 0));
  } finally {
    input.close();
  }
}

/** Returns up to `length` bytes from `offset`: fewer at the end. */
export function rangeOf(content: Content, offset: number, length: number): Uint8Array {
  if (content.kind === 'bytes') return content.bytes.subarray(offset, offset + length);
  const input = openInput(content.path, content.key ?? null);
  try {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, input.size - offset)));
    return bytes.subarray(0, input.read(bytes, offset));
  } finally {
    input.close();
  }
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
  const input = openInput(content.path, content.key ?? null);
  try {
    for (let at = 0; ; at += CHUNK) {
      const count = input.read(buffer.subarray(room), at);
      if (count === 0) return;
      yield buffer.subarray(0, room + count);
    }
  } finally {
    input.close();
  }
}

/**
 * Writes a content as it is to a path that a person has chosen. Throws the file system's errors; then nothing
 * is left there.
 */
export function saveContent(content: Content, target: string): void {
  const output = createOutput(target, null);
  let isWhole = false;
  try {
    for (const piece of pieces(content)) output.write(piece);
    isWhole = true;
  } finally {
    output.close();
    if (!isWhole) rmSync(target, { force: true });
  }
}
