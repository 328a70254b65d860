import { systemClock } from '../../core/ground/clock.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import { finishConverted } from '../../core/store/conversion/settle-conversion.ts';
import type { Opener } from '../../core/store/open-notes.ts';
import { Workspace } from '../../core/store/workspace.ts';
import { readWorkspaceKeyFile } from '../../core/vault/key-file.ts';
import { deriveKeys } from '../../core/vault/workspace-key.ts';
import { noteRecoveryUsed } from './recovery-used.ts';
import { refuseUnfit } from './refuse-unfit.ts';
import { type Unlock, unlockAsking } from './unlock-workspace.ts';

interface OpenOptions {
  readonly folder: string;
  /** Called only for an encrypted workspace. */
  readonly unlock: Unlock;
  readonly opener: Opener;
}

/**
 * Opens the workspace of a folder, or makes a plain one where there is none. A plain workspace needs nothing
 * to unlock it, and nobody is asked. Unlocking by the recovery code shows that it was kept. Throws
 * `workspace.*` and `store.*` problems, `usage.code_mistyped`, and `key.runtime_unfit`.
 */
export async function openWorkspace({ folder, unlock, opener }: OpenOptions): Promise<Workspace> {
  try {
    finishConverted(folder);
    const file = readWorkspaceKeyFile(folder);
    if (file === null) return new Workspace(folder, null, opener);
    refuseUnfit();
    const { workspaceKey, by } = await unlockAsking(file, unlock, folder);
    const workspace = new Workspace(folder, deriveKeys(workspaceKey), opener);
    await noteRecoveryUsed(folder, by, workspaceKey, systemClock.now());
    return workspace;
  } catch (error) {
    throw storeProblem(error, folder);
  }
}
