import type { Secret } from '../core/secret.ts';
import type { UnlockedKey } from './key.ts';
import { readPrivateKeys } from './read-key.ts';

/**
 * A private key as passphrase-encrypted PKCS#8 PEM (PBES2, AES-256-CBC): for a file, or for keeping in a workspace.
 * Takes a passphrase that is not empty (else throws a RangeError).
 */
export function sealKey({ privateKey }: Pick<UnlockedKey, 'privateKey'>, passphrase: Secret): string {
  if (passphrase.reveal() === '') throw new RangeError('a passphrase must not be empty');
  return privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: passphrase.reveal(),
  }) as string;
}

/** Opens what `sealKey` made. `name` is for messages. Throws `key.passphrase_wrong`, or another `key.*` when it is damaged. */
export function openSealed(pem: string, passphrase: Secret, name: string): UnlockedKey {
  const [key] = readPrivateKeys(Buffer.from(pem), { file: name, passphrase });
  if (key === undefined) throw new Error('a sealed key holds one key');
  return key;
}
