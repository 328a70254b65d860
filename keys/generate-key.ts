import {
  constants,
  createPublicKey,
  generateKeyPair,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import { link } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { open, rename, rm } from '../core/ground/patient-files.ts';
import { Problem } from '../core/ground/problem.ts';
import type { Secret } from '../core/ground/secret.ts';
import type { UnlockedKey } from '../core/model/key.ts';
import { unlockedKey } from '../core/model/key.ts';
import { readKeyFile } from './read-key-file.ts';
import { sealKey, unsealedPem } from './seal.ts';

/** The sizes that a user can choose. Servers that decrypt themselves accept only 2048. */
export const keySizes = [2048, 3072, 4096] as const;
export type KeySize = (typeof keySizes)[number];

export interface GeneratedKey {
  readonly fingerprint: string;
  /** The line for the cell `public_key` of an XLSForm's settings. */
  readonly publicKey: string;
  readonly bits: number;
}

/** Makes a key pair. It is only in memory. */
export async function generateKey(bits: KeySize): Promise<UnlockedKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: bits,
    publicExponent: 0x10001,
  });
  return unlockedKey(privateKey);
}

/**
 * Writes a private key to `path` as PKCS#8 PEM, encrypted with the passphrase (null: not encrypted). Only its
 * owner can read the file. Then reads the file back, and decrypts a test message with it. Replaces a file
 * with that name only with `replace`; else throws `key.file_exists`. Throws `key.not_written` when the file
 * cannot be written or read back.
 */
export async function writeKeyFile(
  path: string,
  key: UnlockedKey,
  passphrase: Secret | null,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<void> {
  const pem = passphrase === null ? unsealedPem(key) : await sealKey(key, passphrase);
  await writeNew(path, pem, replace);
  const [readBack] = await readKeyFile(path, passphrase ?? undefined).catch(() => []);
  if (readBack === undefined || !opensTestMessage(key.publicKey, readBack)) {
    await rm(path, { force: true });
    throw new Problem('key.not_written', { file: basename(path) });
  }
}

/**
 * Makes a key pair and writes its private key to `path` (see `writeKeyFile`). Never overwrites a file. Throws
 * a RangeError when the passphrase is empty.
 */
export async function generateKeyFile(
  path: string,
  passphrase: Secret,
  bits: KeySize = 2048,
): Promise<GeneratedKey> {
  const key = await generateKey(bits);
  await writeKeyFile(path, key, passphrase);
  return { fingerprint: key.fingerprint, publicKey: key.publicKey, bits };
}

/**
 * Writes a file beside the target, flushes it, and gives it the name of the target. Fails when that name is
 * taken, unless `replace` is set.
 */
async function writeNew(path: string, text: string, replace: boolean): Promise<void> {
  const file = basename(path);
  const part = join(dirname(path), `.${file}.${randomBytes(6).toString('hex')}.part`);
  try {
    const handle = await open(part, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // A link fails when the name is taken. A rename would overwrite the file.
    if (replace) await rename(part, path);
    else await link(part, path);
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new Problem(isTaken ? 'key.file_exists' : 'key.not_written', { file }, { cause: error });
  } finally {
    await rm(part, { force: true });
  }
}

/** Whether a private key decrypts what its public key encrypted. */
export function opensTestMessage(publicKey: string, { privateKey }: UnlockedKey): boolean {
  const message = randomBytes(32);
  const options = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  const spki = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  const wrapped = publicEncrypt({ key: spki, ...options }, message);
  return privateDecrypt({ key: privateKey, ...options }, wrapped).equals(message);
}
