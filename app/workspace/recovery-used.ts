import type { KeyObject } from 'node:crypto';
import { isFileError } from '../../core/ground/file-error.ts';
import { isProblem } from '../../core/ground/problem.ts';
import { readWorkspaceKeyFile, type WorkspaceKeyFile } from '../../core/vault/key-file.ts';
import { changeKeyFile } from './change-key-file.ts';
import type { UnlockBy } from './unlock-workspace.ts';

/**
 * Notes that the user has kept the recovery code, after they have unlocked a workspace with the whole code. Does nothing
 * when it is noted already, when they have unlocked it in another way, and where it cannot be noted now: nobody may be
 * kept from a workspace by that.
 */
export async function noteRecoveryUsed(
  folder: string,
  by: UnlockBy,
  workspaceKey: KeyObject,
  now: Date,
): Promise<void> {
  if (by.by !== 'recovery') return;
  try {
    const used = readWorkspaceKeyFile(folder);
    if (used === null || used.recovery.checkedAt !== null) return;
    const change = (file: WorkspaceKeyFile) => {
      // Another program may have made another code since.
      const isSame = JSON.stringify(file.wraps.recovery) === JSON.stringify(used.wraps.recovery);
      const recovery = { ...file.recovery, checkedAt: now.toISOString() };
      return { file: isSame ? { ...file, recovery } : file, proofs: [] };
    };
    await changeKeyFile(folder, { by: 'key', key: workspaceKey }, change, { waits: false });
  } catch (error) {
    if (!isProblem(error) && !isFileError(error)) throw error;
  }
}
