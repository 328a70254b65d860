import { join } from 'node:path';
import { drill } from '../../core/backup/check/drill.ts';
import { noteBackup } from '../../core/backup/known-backups.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import { makeWorkFolder, removeWorkFolder } from '../../core/ground/work-folders.ts';
import type { DrillReport } from '../../core/model/backup.ts';
import { backupCode } from './backup-code.ts';
import type { BackedUpWorkspace, BackupPorts } from './backup-ports.ts';
import { SHOWN } from './run-backup.ts';

export interface DrillOptions extends BackupPorts {
  readonly workspace: BackedUpWorkspace;
  /** The folder of the backup: an absolute path. */
  readonly folder: string;
}

const MONTH_MS = 30 * 86_400_000;

/**
 * Restores the newest snapshot of a backup into a temporary folder of the workspace, checks it, removes it again, and notes
 * the result. What is restored is encrypted if the workspace is. Throws `backup.*` and `store.*` problems, and rejects
 * with the signal's reason.
 */
export async function runDrill(options: DrillOptions): Promise<DrillReport> {
  const { workspace, folder, clock, signal } = options;
  const { code } = backupCode(workspace);
  const work = makeWorkFolder(join(workspace.folder, 'incoming'), 'drill');
  try {
    const now = clock.now();
    const turn = Math.floor(Math.abs(now.getTime()) / MONTH_MS);
    const report = await drill({
      ...options,
      place: { folder, code, signal },
      work,
      keys: workspace.keys,
      turn,
    });
    const at = clock.now().toISOString();
    noteBackup(workspace.folder, folder, {
      lastDrillAt: at,
      ...(report.findings.length === 0 ? { lastProvedAt: at } : {}),
      findings: report.findings.slice(0, SHOWN),
    });
    return report;
  } catch (error) {
    throw storeProblem(error, workspace.folder);
  } finally {
    removeWorkFolder(work);
  }
}
