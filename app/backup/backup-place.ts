import { requireUsable } from '../../core/backup/folder.ts';
import { isProblem, Problem, type ProblemData } from '../../core/ground/problem.ts';
import type { BackedUpWorkspace } from './backup-ports.ts';
import { describeBackup } from './restore-backup.ts';

/** A folder that was chosen for the backups of a workspace. */
export interface ChosenBackupFolder {
  /** Whether it holds a backup of this workspace already. */
  readonly isOwn: boolean;
  /** Why no backup can be made there. */
  readonly problem: ProblemData | null;
}

/** Looks at a folder before it is chosen for backups. Changes nothing in it. */
export function lookAtPlace(workspace: BackedUpWorkspace, folder: string): ChosenBackupFolder {
  try {
    requireUsable(folder, workspace.folder, false);
    return { isOwn: isOwnBackup(workspace, folder), problem: null };
  } catch (error) {
    if (isProblem(error)) return { isOwn: false, problem: error.data };
    throw error;
  }
}

/** Throws `backup.other_workspace` and `backup.newer`. */
function isOwnBackup(workspace: BackedUpWorkspace, folder: string): boolean {
  try {
    const { workspaceId } = describeBackup(folder);
    // Without its key.json, a backup says by its snapshots whose it is, which the run itself looks at.
    if (workspaceId !== '' && workspaceId !== workspace.backupIdentity.workspaceId()) {
      throw new Problem('backup.other_workspace', { folder });
    }
    return true;
  } catch (error) {
    if (isProblem(error) && (error.code === 'backup.not_a_backup' || error.code === 'backup.folder_gone')) {
      return false;
    }
    throw error;
  }
}
