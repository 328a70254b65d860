import { timingSafeEqual } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { open } from '../../ground/patient-files.ts';
import { Problem } from '../../ground/problem.ts';
import type { Secret } from '../../ground/secret.ts';
import { diskProblem } from '../folder/disk-problem.ts';
import { evenPieces } from './feed.ts';
import { filePieces, readExactly } from './file-pieces.ts';
import { MAC, SALT, VERIFIER, type ZipKeys, zipKeys } from './zip-aes-cipher.ts';
import { readLayout, type ZipLayout } from './zip-aes-layout.ts';

export interface ZipReading {
  /** The folder of the backup, for the problems. */
  readonly folder: string;
  /** True when it is known that the password is right: then a check value that does not fit it is damage. */
  readonly isProved?: boolean;
  /** True when another program may have made the zip. Otherwise every byte of it must be as we write it. */
  readonly isForeign?: boolean;
}

/**
 * Yields the content of a zip with one file that is encrypted by AES-256 (WinZip AE-1 or AE-2), in constant memory. A
 * piece is valid until the next is asked for.
 *
 * **What was yielded is proved only when the generator has ended without an error**: the check value is at the end of the
 * file. Until then the pieces may be anything. Whoever keeps them must be able to throw them away, or compare them with
 * a hash that is proved already.
 *
 * @throws `backup.wrong_code` before anything is yielded, when the password does not fit. The format has two bytes to
 * tell this: one wrong password of 65,536 passes, and is then reported as damage at the end. A file that is damaged in
 * its first bytes is reported as a wrong password too, unless `isProved`.
 * @throws `backup.file_damaged` when any byte is not as it was written, or some are missing.
 * @throws other `backup.*` when the disk fails (`diskProblem`).
 */
export async function* readAesZip(
  path: string,
  password: Secret,
  { folder, isProved = false, isForeign = false }: ZipReading,
): AsyncGenerator<Uint8Array> {
  try {
    const handle = await open(path, 'r');
    try {
      const layout = await readLayout(handle, isForeign);
      const head = layout === null ? null : await readExactly(handle, layout.start, SALT + VERIFIER);
      if (layout === null || head === null) throw damaged(path);
      const keys = zipKeys(password, head.subarray(0, SALT));
      if (!keys.verifier.equals(head.subarray(SALT))) {
        throw isProved ? damaged(path) : new Problem('backup.wrong_code', { file: path });
      }
      const content = decrypted(handle, layout, keys, path);
      yield* checked(layout.isDeflated ? inflated(content, path) : content, layout, path);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw diskProblem(error, folder, path);
  }
}

/** The content as it is packed. Throws at its end when it is not what was written. */
async function* decrypted(
  handle: FileHandle,
  { start, end }: ZipLayout,
  { cipher, hmac }: ZipKeys,
  path: string,
): AsyncGenerator<Buffer> {
  for await (const piece of evenPieces(filePieces(handle, start + SALT + VERIFIER, end - MAC))) {
    hmac.update(piece);
    yield cipher.apply(piece);
  }
  const mac = await readExactly(handle, end - MAC, MAC);
  if (mac === null || !timingSafeEqual(mac, hmac.digest().subarray(0, MAC))) throw damaged(path);
}

/** Compares the size, and the CRC-32 where the zip has one. */
async function* checked(
  content: AsyncIterable<Uint8Array>,
  { size, crc32: wanted }: ZipLayout,
  path: string,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  let sum = 0;
  for await (const piece of content) {
    done += piece.length;
    if (done > size) throw damaged(path);
    if (wanted !== null) sum = crc32(piece, sum);
    yield piece;
  }
  if (done !== size || (wanted !== null && sum !== wanted)) throw damaged(path);
}

async function* inflated(content: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw();
  // Its error comes out of the loop, where it is thrown once.
  const flowing = pipeline(Readable.from(content), inflate).catch(() => undefined);
  try {
    for await (const piece of inflate) yield piece as Buffer;
  } catch (error) {
    throw /^Z_/.test(String((error as NodeJS.ErrnoException).code)) ? damaged(path) : error;
  } finally {
    inflate.destroy();
    await flowing;
  }
}

function damaged(path: string): Problem {
  return new Problem('backup.file_damaged', { file: path });
}
