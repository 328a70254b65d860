import type { FileHandle } from 'node:fs/promises';

/** Bytes that are read at a time. Two such buffers take turns: one is read while the other is used. */
const AT_ONCE = 256 * 1024;

/**
 * Yields the bytes of an open file from `start` up to `end`, fewer when the file ends before. Reads ahead by one piece. A
 * piece is valid until the next one is asked for. Throws the file system's errors. Does not close the file.
 */
export async function* filePieces(
  handle: FileHandle,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  const buffers = [Buffer.allocUnsafeSlow(AT_ONCE), Buffer.allocUnsafeSlow(AT_ONCE)] as const;
  const read = (turn: number, from: number): Promise<Uint8Array> => {
    const reading = readSome(handle, buffers[turn === 0 ? 0 : 1].subarray(0, Math.max(0, end - from)), from);
    // Its error reaches the caller that waits for it; until then it must not count as unhandled.
    reading.catch(() => undefined);
    return reading;
  };
  let ahead = read(0, start);
  try {
    for (let [at, turn] = [start, 1]; ; turn = 1 - turn) {
      const piece = await ahead;
      if (piece.length === 0) return;
      at += piece.length;
      ahead = read(turn, at);
      yield piece;
    }
  } finally {
    // The file may be closed now: nothing reads it any more.
    await ahead.catch(() => undefined);
  }
}

async function readSome(handle: FileHandle, target: Buffer, position: number): Promise<Uint8Array> {
  if (target.length === 0) return target;
  const { bytesRead } = await handle.read(target, 0, target.length, position);
  return target.subarray(0, bytesRead);
}

/** Reads exactly `length` bytes; null when the file has fewer there. Throws the file system's errors. */
export async function readExactly(
  handle: FileHandle,
  position: number,
  length: number,
): Promise<Buffer | null> {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) return null;
    done += bytesRead;
  }
  return bytes;
}
