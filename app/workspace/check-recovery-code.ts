import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../core/ground/clock.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { recoveryChecked } from './recovery-checked.ts';
import { noteRecoveryUsed } from './recovery-used.ts';
import { type Unlock, type UnlockBy, unlockWorkspaceAsking } from './unlock-workspace.ts';

interface UnlockOptions {
  readonly folder: string;
  readonly unlock: Unlock;
  readonly clock: Pick<Clock, 'now'>;
}

/** Returns the workspace key, as `unlockWorkspaceAsking`, and what has unlocked it. */
export async function unlockByPerson({ folder, unlock }: Omit<UnlockOptions, 'clock'>): Promise<{
  readonly workspaceKey: KeyObject;
  readonly by: UnlockBy;
}> {
  const used: { by: UnlockBy | null } = { by: null };
  const workspaceKey = await unlockWorkspaceAsking(folder, async (has) => {
    used.by = await unlock(has);
    return used.by;
  });
  if (used.by === null) throw new Problem('workspace.locked', { folder });
  return { workspaceKey, by: used.by };
}

/**
 * Notes that the user has kept the recovery code: they unlock the workspace with the whole code, or in another way and
 * then type its last group. Throws `workspace.wrong_key` for another group, and as `unlockWorkspaceAsking`.
 */
export async function checkRecoveryCode(
  options: UnlockOptions & { readonly lastGroup: () => Promise<Secret> },
): Promise<void> {
  const { folder, clock, lastGroup } = options;
  const { workspaceKey, by } = await unlockByPerson(options);
  if (by.by === 'recovery') {
    await noteRecoveryUsed(folder, by, workspaceKey, clock.now());
    return;
  }
  const group = (await lastGroup()).reveal();
  if (await recoveryChecked({ folder, workspaceKey, group, clock })) return;
  throw new Problem('workspace.wrong_key', { folder, by: 'recovery' });
}
