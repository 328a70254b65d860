import type { Clock } from '../../core/ground/clock.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { recoveryChecked } from './recovery-checked.ts';
import { noteRecoveryUsed } from './recovery-used.ts';
import { type Unlock, unlockWorkspaceAsking } from './unlock-workspace.ts';

interface CheckOptions {
  readonly folder: string;
  readonly unlock: Unlock;
  /** Asks for the last group of the code. */
  readonly lastGroup: () => Promise<Secret>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Notes that the user has kept the recovery code: they unlock the workspace with the whole code, or in another way and
 * then type its last group. Throws `workspace.wrong_key` for another group, and as `unlockWorkspaceAsking`.
 */
export async function checkRecoveryCode({ folder, unlock, lastGroup, clock }: CheckOptions): Promise<void> {
  const { workspaceKey, by } = await unlockWorkspaceAsking(folder, unlock);
  if (by.by === 'recovery') {
    await noteRecoveryUsed(folder, by, workspaceKey, clock.now());
    return;
  }
  const group = (await lastGroup()).reveal();
  if (await recoveryChecked({ folder, workspaceKey, group, clock })) return;
  throw new Problem('workspace.wrong_key', { folder, by: 'recovery' });
}
