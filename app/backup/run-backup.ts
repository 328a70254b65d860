import { knownBackup, noteBackup } from '../../core/backup/known-backups.ts';
import { backUp } from '../../core/backup/make/back-up.ts';
import { isProblem } from '../../core/ground/problem.ts';
import type { Secret } from '../../core/ground/secret.ts';
import type { BackupReport } from '../../core/model/backup.ts';
import { backupCode, codeWasTold } from './backup-code.ts';
import type { BackedUpWorkspace, BackupPorts } from './backup-ports.ts';

export interface RunBackupOptions extends BackupPorts {
  readonly workspace: BackedUpWorkspace;
  /** Absolute path. */
  readonly folder: string;
  /** The workspace passphrase, where it is known: it then opens the backup too. */
  readonly passphrase: Secret | null;
  /**
   * Called while the user does not have the code yet, when the folder is known to be fit and before any answer is
   * written. When it has resolved, the code counts as given.
   */
  readonly tellCode: (code: Secret) => void | Promise<void>;
  /** Begins a new backup in a folder from which the earlier one is gone. */
  readonly isNew?: boolean;
  /** For tests: volumes that are smaller than usual. */
  readonly volumeBytes?: number;
}

/** The number of findings that are kept to be shown later. */
export const SHOWN = 100;

/**
 * Backs up a workspace into a folder, and notes how it went. Throws `backup.*` and `store.*` problems, and rejects with
 * the signal's reason when it is cancelled.
 */
export async function runBackup(options: RunBackupOptions): Promise<BackupReport> {
  const { workspace, folder, clock, tellCode, isNew = false } = options;
  const { code, isTold } = backupCode(workspace);
  const at = clock.now();
  const known = knownBackup(workspace.folder, folder);
  noteBackup(workspace.folder, folder, { lastRunAt: at.toISOString(), lastRun: null, problem: null });
  try {
    const report = await backUp({
      ...options,
      code,
      workspace: workspace.folder,
      keys: workspace.keys,
      workspaceId: workspace.backupIdentity.workspaceId(),
      isKnown: known?.snapshot != null && !isNew,
      at,
      onClaimed: async () => {
        if (isTold) return;
        await tellCode(code);
        codeWasTold(workspace);
      },
    });
    noteBackup(workspace.folder, folder, {
      snapshot: report.snapshot,
      lastAt: report.at,
      ...(report.isProved ? { lastProvedAt: clock.now().toISOString() } : {}),
      lastRun: report.findings.length === 0 ? 'good' : 'problems',
      findings: report.findings.slice(0, SHOWN),
      bytes: report.bytes,
      snapshots: report.snapshots,
    });
    return report;
  } catch (error) {
    if (isProblem(error)) noteBackup(workspace.folder, folder, { lastRun: 'failed', problem: error.data });
    throw error;
  }
}
