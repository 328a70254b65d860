import {
  forgetBackup as forget,
  knownBackups,
  newState,
  noteBackup,
} from '../../core/backup/known-backups.ts';
import type { BackupPlan, BackupState, BackupSummary } from '../../core/model/backup.ts';

const DAY_MS = 86_400_000;
/** A backup that was proved longer ago than this is overdue. */
const WEEK_DAYS = 7;

/**
 * What is known of the backups of the workspace in this folder. It needs no keys, so that it works while the workspace is
 * locked.
 */
export function backupStates(workspaceFolder: string): readonly BackupState[] {
  return knownBackups(workspaceFolder);
}

/** A backup of which nothing is known yet. */
export function newBackupState(folder: string): BackupState {
  return newState(folder);
}

/** The backup that was proved last, in a few numbers; null when the workspace has no backup. */
export function backupSummary(workspaceFolder: string, now: Date): BackupSummary | null {
  const [best] = knownBackups(workspaceFolder).toSorted((a, b) => provedAt(b, now) - provedAt(a, now));
  if (best === undefined) return null;
  const { folder, lastAt, lastProvedAt, bytes, snapshots, lastRun } = best;
  const proved = provedAt(best, now);
  const days = proved === 0 ? null : Math.floor((now.getTime() - proved) / DAY_MS);
  const isOverdue = days === null || days >= WEEK_DAYS;
  return { folder, lastAt, lastProvedAt, provedDaysAgo: days, isOverdue, bytes, snapshots, lastRun };
}

/** Sets when a backup is made automatically. Adds the backup when the workspace has none in that folder. */
export function setBackupPlan(workspaceFolder: string, folder: string, plan: BackupPlan): void {
  noteBackup(workspaceFolder, folder, { plan });
}

/** Forgets where a backup is. Touches nothing in it. */
export function forgetBackup(workspaceFolder: string, folder: string): void {
  forget(workspaceFolder, folder);
}

/** Whether the backup that was proved last is older than a week, or none was. */
export function isOverdue(state: BackupState, now: Date): boolean {
  return now.getTime() - provedAt(state, now) >= WEEK_DAYS * DAY_MS;
}

/**
 * Takes back that a run began, because it was cut off by locking or ending the program: it is then due again at once.
 * Takes the state from before the run.
 */
export function runWasCutOff(workspaceFolder: string, before: BackupState): void {
  const { folder, lastRunAt, lastRun, problem } = before;
  noteBackup(workspaceFolder, folder, { lastRunAt, lastRun, problem });
}

/** A time in the future comes from a clock that was wrong, and proves nothing. */
function provedAt({ lastProvedAt }: BackupState, now: Date): number {
  const time = lastProvedAt === null ? 0 : Date.parse(lastProvedAt);
  return time <= now.getTime() + DAY_MS ? time : 0;
}
