import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { finishConverted } from '../../core/store/conversion/settle-conversion.ts';
import { hasWorkspaceKeyFile, readWorkspaceKeyFile } from '../../core/vault/key-file.ts';

/**
 * What is in a folder: an encrypted workspace, one that is not (or a damaged one), or none yet. First finishes a
 * conversion that was killed in its last steps. Throws `workspace.converting`, and `store.*` problems.
 */
export function workspaceKind(folder: string): 'encrypted' | 'plain' | 'none' {
  finishConverted(folder);
  if (hasWorkspaceKeyFile(folder)) return 'encrypted';
  return existsSync(join(folder, 'attache.sqlite')) ? 'plain' : 'none';
}

/** How the key of a workspace is kept. */
export interface KeptBy {
  readonly hasPassphrase: boolean;
  readonly hasKeychain: boolean;
  /** ISO 8601: when the user showed that the recovery code was kept; null: not yet. */
  readonly recoveryCheckedAt: string | null;
}

/** Returns how the key of an encrypted workspace is kept; null for another one. Throws `workspace.key_*`. */
export function keptBy(folder: string): KeptBy | null {
  const file = readWorkspaceKeyFile(folder);
  if (file === null) return null;
  const { wraps, recovery } = file;
  return {
    hasPassphrase: wraps.passphrase !== undefined,
    hasKeychain: wraps.keychain !== undefined,
    recoveryCheckedAt: recovery.checkedAt,
  };
}
