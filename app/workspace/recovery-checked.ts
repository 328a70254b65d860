import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../core/ground/clock.ts';
import { withCheckedRecovery } from '../../core/vault/make-key-file.ts';
import { deriveKeys } from '../../core/vault/workspace-key.ts';
import { changeKeyFile } from './change-key-file.ts';

interface CheckRecoveryOptions {
  readonly folder: string;
  readonly workspaceKey: KeyObject;
  /** The last group of the recovery code, as the user typed it. */
  readonly group: string;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Notes that the user has kept the recovery code, if its last group was typed right. Returns whether it was.
 * Throws `workspace.*` problems.
 */
export async function recoveryChecked(options: CheckRecoveryOptions): Promise<boolean> {
  const { folder, workspaceKey, group, clock } = options;
  let isRight = false;
  await changeKeyFile(folder, { by: 'key', key: workspaceKey }, (file) => {
    const checked = withCheckedRecovery(file, deriveKeys(workspaceKey), group, clock.now());
    isRight = checked !== null;
    return { file: checked ?? file, proofs: [] };
  });
  return isRight;
}
