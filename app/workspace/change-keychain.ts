import { Problem } from '../../core/ground/problem.ts';
import { withKeychain } from '../../core/vault/make-key-file.ts';
import type { Keychain } from '../keys/keychain.ts';
import { changeKeyFile } from './change-key-file.ts';
import { keptIn } from './new-workspace-key.ts';
import type { UnlockBy } from './unlock-workspace.ts';

interface ChangeKeychainOptions {
  readonly folder: string;
  readonly by: UnlockBy;
  /** null: the keychain forgets the workspace key. */
  readonly keychain: Keychain | null;
}

/**
 * Lets the system's keychain remember the workspace key, or forget it. Throws `workspace.*` problems:
 * `workspace.keychain_refused`, and `workspace.no_passphrase` when only the recovery code would be left.
 */
export async function changeKeychain({ folder, by, keychain }: ChangeKeychainOptions): Promise<void> {
  await changeKeyFile(folder, by, async (file, workspaceKey) => {
    if (keychain !== null) {
      const { text, proof } = await keptIn(keychain, workspaceKey);
      return { file: withKeychain(file, text), proofs: [proof] };
    }
    if (file.wraps.passphrase === undefined) throw new Problem('workspace.no_passphrase', { folder });
    return { file: withKeychain(file, null), proofs: [] };
  });
}
