import { Secret } from '../../core/ground/secret.ts';
import { cleaned, lastGroup, newCode } from '../../core/vault/code.ts';
import type { BackedUpWorkspace } from './backup-ports.ts';

/** The code that opens the backups of a workspace. */
export interface BackupCode {
  readonly code: Secret;
  /** Whether the user has got it. */
  readonly isTold: boolean;
}

/** Returns the code of a workspace's backups, and makes it at the first call. Throws `store.*` problems. */
export function backupCode({ backupIdentity }: Pick<BackedUpWorkspace, 'backupIdentity'>): BackupCode {
  const stored = backupIdentity.code() ?? backupIdentity.putCode(newCode().reveal());
  return { code: new Secret(stored.code), isTold: stored.isTold };
}

/** Notes that the user has got the code. */
export function codeWasTold({ backupIdentity }: Pick<BackedUpWorkspace, 'backupIdentity'>): void {
  backupIdentity.markTold();
}

/**
 * Notes that the user has got the code, if its last group was typed right. Returns whether it was. Throws `store.*`
 * problems.
 */
export function checkBackupCode(
  workspace: Pick<BackedUpWorkspace, 'backupIdentity'>,
  group: string,
): boolean {
  const isRight = cleaned(group) === lastGroup(backupCode(workspace).code);
  if (isRight) codeWasTold(workspace);
  return isRight;
}
