import type { Secret } from '../../core/ground/secret.ts';
import { withPassphrase } from '../../core/vault/make-key-file.ts';
import { changeKeyFile } from './change-key-file.ts';
import { refuseEmpty } from './new-workspace-key.ts';
import type { UnlockBy } from './unlock-workspace.ts';

interface ChangePassphraseOptions {
  readonly folder: string;
  /** The passphrase until now, the recovery code, or the keychain. */
  readonly by: UnlockBy;
  readonly passphrase: Secret;
}

/**
 * Sets the workspace passphrase, the first or another. The data stays as it is, and programs that have the
 * workspace open continue. Throws `workspace.*` problems, and `usage.code_mistyped`; the passphrase until now
 * then stays.
 */
export async function changePassphrase(options: ChangePassphraseOptions): Promise<void> {
  const { folder, by, passphrase } = options;
  refuseEmpty(passphrase);
  await changeKeyFile(folder, by, async (file, workspaceKey) => ({
    file: await withPassphrase(file, workspaceKey, passphrase),
    proofs: [{ by: 'passphrase', passphrase }],
  }));
}
