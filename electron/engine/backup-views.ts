import { dirname } from 'node:path';
import { isOverdue } from '../../app/backup/backup-state.ts';
import { type Disk, diskOf } from '../../app/surroundings/disk-of.ts';
import type { BackupState } from '../../core/model/backup.ts';
import type { BackupDisk, BackupRow } from '../ipc/backup.ts';
import { problemView } from '../ipc/problem-view.ts';
import { faultViews } from './backup-runner.ts';

/** A backup as the window shows it. Takes the disk of the workspace. */
export async function backupRow(state: BackupState, own: Disk | null, now: Date): Promise<BackupRow> {
  const { snapshot: _, findings, problem, ...facts } = state;
  return {
    ...facts,
    disk: diskView(await diskFor(state), own),
    isOverdue: isOverdue(state, now),
    problem: problem === null ? null : problemView(problem),
    faults: faultViews(findings),
  };
}

/** The first run makes the folder: before it, the disk is that of the folder around it. */
async function diskFor({ folder, lastAt }: BackupState): Promise<Disk | null> {
  const disk = await diskOf(folder);
  return disk === null && lastAt === null ? diskOf(dirname(folder)) : disk;
}

/** A disk, and whether the workspace is on it too, as far as the system tells its disks apart. */
export function diskView(disk: Disk | null, own: Disk | null): BackupDisk | null {
  if (disk === null) return null;
  const { name, free, device } = disk;
  return { name, free, isOfWorkspace: device !== null && device === (own?.device ?? null) };
}
