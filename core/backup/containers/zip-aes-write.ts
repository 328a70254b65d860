import { randomBytes } from 'node:crypto';
import type { Secret } from '../../ground/secret.ts';
import { dosTime } from '../../ground/zip/records.ts';
import { evenPieces, type Feed } from './feed.ts';
import { MAC, SALT, VERIFIER, zipKeys } from './zip-aes-cipher.ts';
import { localHeader, trailer } from './zip-aes-headers.ts';

/** The one file of an encrypted zip. */
export interface ZipFile {
  /** A plain file name: whoever has the zip can read it without the password. */
  readonly name: string;
  readonly modified: Date;
  readonly content: Feed;
}

/**
 * Yields a zip with this one file: stored, encrypted and authenticated by AES-256 (WinZip AE-2). 7-Zip, WinZip, bsdtar
 * and many others open it with the password, which must be a random code (`zipKeys` says why). The content is a stream of
 * any size: the sizes stand behind it, and from 4 GiB in fields of 64 bits.
 *
 * Throws what the content throws; what was yielded is then no zip.
 */
export async function* writeAesZip(file: ZipFile, password: Secret): AsyncGenerator<Buffer> {
  const name = Buffer.from(file.name);
  const modified = dosTime(file.modified);
  const salt = randomBytes(SALT);
  const { verifier, cipher, hmac } = zipKeys(password, salt);
  yield Buffer.concat([localHeader({ name, modified }), salt, verifier]);
  let size = 0;
  for await (const piece of evenPieces(file.content)) {
    const encrypted = cipher.apply(piece);
    hmac.update(encrypted);
    size += piece.length;
    yield encrypted;
  }
  const packedSize = SALT + VERIFIER + size + MAC;
  yield Buffer.concat([hmac.digest().subarray(0, MAC), trailer({ name, modified, packedSize, size })]);
}
