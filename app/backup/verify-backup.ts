import { join } from 'node:path';
import { verify } from '../../core/backup/check/verify.ts';
import { knownBackup, noteBackup } from '../../core/backup/known-backups.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { makeWorkFolder, removeWorkFolder } from '../../core/ground/work-folders.ts';
import type { BackupCheck } from '../../core/model/backup.ts';
import { hasWorkspaceKeyFile } from '../../core/vault/key-file.ts';
import type { BackupPorts } from './backup-ports.ts';
import { SHOWN } from './run-backup.ts';

export interface VerifyBackupOptions extends BackupPorts {
  /** Absolute path. */
  readonly folder: string;
  readonly code: Secret;
  /** The folder of the workspace that notes the result; null: none. */
  readonly workspaceFolder: string | null;
}

/**
 * Reads a whole backup and compares it with what it should have, and notes the result where the workspace knows the
 * backup. Throws `backup.*` problems, and rejects with the signal's reason.
 */
export async function verifyBackup(options: VerifyBackupOptions): Promise<BackupCheck> {
  const { folder, code, workspaceFolder, clock, signal } = options;
  const work = workspaceFolder === null ? null : makeWorkFolder(join(workspaceFolder, 'incoming'), 'backup');
  const mayBePlain = workspaceFolder !== null && !hasWorkspaceKeyFile(workspaceFolder);
  try {
    const check = await verify({ ...options, place: { folder, code, signal }, work, mayBePlain });
    if (workspaceFolder !== null && knownBackup(workspaceFolder, folder) !== null) {
      const at = clock.now().toISOString();
      noteBackup(workspaceFolder, folder, {
        lastCheckAt: at,
        ...(check.findings.length === 0 ? { lastProvedAt: at } : {}),
        findings: check.findings.slice(0, SHOWN),
      });
    }
    return check;
  } finally {
    if (work !== null) removeWorkFolder(work);
  }
}
