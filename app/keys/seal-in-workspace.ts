import type { Secret } from '../../core/ground/secret.ts';
import type { UnlockedKey } from '../../core/model/key.ts';
import type { SealedKey } from '../../core/store/private-keys.ts';
import type { KeyParts } from './key-context.ts';

/** What is kept beside a sealed key. */
type Beside = Pick<SealedKey, 'name' | 'file' | 'format'> &
  Partial<Pick<SealedKey, 'protectedPassphrase' | 'hasCopy'>>;

/**
 * Keeps a key in the workspace, sealed by a passphrase that is not empty. Takes the time now (ISO 8601). Throws `store.*`
 * problems.
 */
export async function sealInWorkspace(
  workspace: Pick<KeyParts, 'privateKeys' | 'transaction'>,
  key: UnlockedKey,
  passphrase: Secret,
  beside: Beside,
  now: string,
): Promise<void> {
  // Loaded when it is needed: what seals keys is large, and nobody is to wait for it at the start.
  const { sealKey } = await import('../../keys/seal.ts');
  const sealedPem = await sealKey(key, passphrase);
  const { fingerprint, bits } = key;
  workspace.transaction(() => workspace.privateKeys.put({ fingerprint, bits, sealedPem, ...beside }, now));
}
