import type { Secret } from '../../core/ground/secret.ts';
import { newCode } from '../../core/vault/code.ts';
import { withRecoveryCode } from '../../core/vault/make-key-file.ts';
import { changeKeyFile } from './change-key-file.ts';
import type { UnlockBy } from './unlock-workspace.ts';

interface NewRecoveryCodeOptions {
  readonly folder: string;
  readonly by: UnlockBy;
  /** Stores the new code before the old one ends. If it throws, the old one stays. */
  readonly saveCode?: (code: Secret, workspaceId: string) => void;
}

/**
 * Makes a new recovery code and ends the old one. Returns the code, which is stored nowhere. Throws
 * `workspace.*` problems and `usage.code_mistyped`; the old code then stays.
 */
export async function newRecoveryCode({ folder, by, saveCode }: NewRecoveryCodeOptions): Promise<Secret> {
  const code = newCode();
  await changeKeyFile(folder, by, (file, workspaceKey) => ({
    file: withRecoveryCode(file, workspaceKey, code),
    proofs: [{ by: 'recovery', code }],
    beforeUse: () => saveCode?.(code, file.workspaceId),
  }));
  return code;
}
