import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isInside } from '../../core/ground/is-inside.ts';
import { backupStates } from '../backup/backup-state.ts';

/** What a file would share with a workspace. */
export type SaveRisk = 'in-workspace' | 'same-disk' | 'none';

/**
 * Whether a file would be lost, or found, together with a workspace: inside its folder, or on the same disk.
 * `none` also where the system does not tell its disks apart. The file need not exist; its folder must.
 */
export function saveRisk(file: string, workspace: string): SaveRisk {
  if (isInside(file, workspace)) return 'in-workspace';
  const [ofFile, ofWorkspace] = [diskOf(dirname(file)), diskOf(workspace)];
  return ofFile !== null && ofFile === ofWorkspace ? 'same-disk' : 'none';
}

/** The same for the code of a workspace's backups, which must not be found together with one of them. */
export function codeSaveRisk(file: string, workspace: string): SaveRisk | 'in-backup' {
  const folders = backupStates(workspace).map(({ folder }) => folder);
  const isInBackup = folders.some((folder) => isInside(file, folder));
  return isInBackup ? 'in-backup' : saveRisk(file, workspace);
}

/** The number of the disk that holds a folder; null when the system gives none. */
function diskOf(folder: string): number | null {
  const device = statSync(folder, { throwIfNoEntry: false })?.dev ?? 0;
  return device === 0 ? null : device;
}
