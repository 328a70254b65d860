import type { Secret } from '../../core/ground/secret.ts';
import type { UnlockedKey } from '../../core/model/key.ts';
import type { SealedKey } from '../../core/store/private-keys.ts';
import type { KeyParts } from './key-context.ts';

/** What is saved together with an encrypted key. */
type Beside = Pick<SealedKey, 'name' | 'file' | 'format'> &
  Partial<Pick<SealedKey, 'protectedPassphrase' | 'hasCopy'>>;

/**
 * Saves a key in the workspace, encrypted with a passphrase that is not empty. Takes the current time (ISO
 * 8601). Throws `store.*` problems.
 */
export async function sealInWorkspace(
  workspace: Pick<KeyParts, 'privateKeys' | 'transaction'>,
  key: UnlockedKey,
  passphrase: Secret,
  beside: Beside,
  now: string,
): Promise<void> {
  // Loaded only when needed: the code that encrypts keys is large and would slow the start.
  const { sealKey } = await import('../../keys/seal.ts');
  const sealedPem = await sealKey(key, passphrase);
  const { fingerprint, bits } = key;
  workspace.transaction(() => workspace.privateKeys.put({ fingerprint, bits, sealedPem, ...beside }, now));
}
