import { join } from 'node:path';
import { requireUsable } from '../../core/backup/folder/folder.ts';
import { exportedName } from '../../core/ground/export-names.ts';
import { isProblem, Problem, type ProblemData } from '../../core/ground/problem.ts';
import type { BackedUpWorkspace } from './backup-ports.ts';
import { describeBackup } from './restore-backup.ts';

/** A folder that was chosen for the backups of a workspace. */
export interface ChosenBackupFolder {
  /** The chosen folder, or a new one in it. */
  readonly folder: string;
  /** Whether it holds a backup of this workspace already. */
  readonly isOwn: boolean;
  /** Why no backup can be made there. */
  readonly problem: ProblemData | null;
}

/**
 * Looks at a folder before it is chosen for backups. Changes nothing in it. Where it has other files, as the root of a
 * disk has, takes a folder of this name in it instead; null: takes none.
 */
export function lookAtPlace(
  workspace: BackedUpWorkspace,
  folder: string,
  inside: string | null,
): ChosenBackupFolder {
  try {
    requireUsable(folder, workspace.folder, false);
    return { folder, isOwn: isOwnBackup(workspace, folder), problem: null };
  } catch (error) {
    if (!isProblem(error)) throw error;
    if (error.code === 'backup.folder_taken' && inside !== null) {
      const within = lookAtPlace(workspace, join(folder, exportedName(inside)), null);
      if (within.problem === null) return within;
    }
    return { folder, isOwn: false, problem: error.data };
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
