import type { Secret } from '../core/ground/secret.ts';
import type { UnlockedKey } from '../core/model/key.ts';
import { encryptPkcs8 } from './pbes2.ts';
import { readPrivateKeys } from './read-key.ts';

/**
 * Encrypts a private key with a passphrase, as PKCS#8 PEM (`pbes2.ts`), for a file or for a workspace. Throws
 * a RangeError when the passphrase is empty.
 */
export async function sealKey(
  { privateKey }: Pick<UnlockedKey, 'privateKey'>,
  passphrase: Secret,
): Promise<string> {
  if (passphrase.reveal() === '') throw new RangeError('a passphrase must not be empty');
  const plain = privateKey.export({ type: 'pkcs8', format: 'der' });
  try {
    return pem('ENCRYPTED PRIVATE KEY', await encryptPkcs8(plain, passphrase));
  } finally {
    plain.fill(0);
  }
}

/** A private key as PKCS#8 PEM without a passphrase: for a user who asked for a key file without one. */
export function unsealedPem({ privateKey }: Pick<UnlockedKey, 'privateKey'>): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

/**
 * Decrypts a key that `sealKey` encrypted, now or in an earlier version (which derived with 2,048 rounds).
 * `name` is for messages. Throws `key.passphrase_wrong`, or another `key.*` problem when the key is damaged.
 */
export async function openSealed(sealed: string, passphrase: Secret, name: string): Promise<UnlockedKey> {
  const [key] = await readPrivateKeys(Buffer.from(sealed), { file: name, passphrase });
  if (key === undefined) throw new Error('a sealed key holds one key');
  return key;
}

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
