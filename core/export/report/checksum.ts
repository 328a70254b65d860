import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Returns the size and the SHA-256 (hex) of a file. Reads it in pieces, and lets other work run. */
export async function checksumOf(path: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const part = piece as Buffer;
    bytes += part.length;
    hash.update(part);
  }
  return { bytes, sha256: hash.digest('hex') };
}
