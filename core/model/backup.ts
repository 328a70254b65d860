import type { ProblemData } from '../ground/problem.ts';

/** What a backup, a check or a restore is doing now. `done` and `total` are bytes; both are 0 where that is not known. */
export interface BackupProgress {
  readonly step: 'database' | 'checking' | 'files' | 'snapshot' | 'restoring' | 'proving';
  readonly done: number;
  readonly total: number;
}

/** Something that a backup, a check or a restore found wrong with a file, volume or snapshot. */
export interface BackupFinding extends ProblemData {
  /** The name in the backup, or the path in the workspace. */
  readonly file: string;
}

/** The result of one run that made a snapshot. */
export interface BackupReport {
  readonly folder: string;
  readonly snapshot: string;
  /** ISO 8601. */
  readonly at: string;
  readonly submissions: number;
  /** Files of the workspace in this snapshot, and their bytes. */
  readonly files: number;
  readonly fileBytes: number;
  /** What this run added to the backup. */
  readonly newFiles: number;
  readonly newBytes: number;
  readonly newVolumes: number;
  /** Bytes of the whole backup on its disk. */
  readonly bytes: number;
  /** How many snapshots the backup has. */
  readonly snapshots: number;
  /** Names of snapshots and volumes that are no longer kept. */
  readonly removed: readonly string[];
  /** Whether all checks of this run found everything in order. */
  readonly isProved: boolean;
  readonly findings: readonly BackupFinding[];
}

/** The result of a check of a whole backup. */
export interface BackupCheck {
  readonly folder: string;
  readonly snapshots: number;
  readonly volumes: number;
  readonly files: number;
  readonly bytes: number;
  readonly findings: readonly BackupFinding[];
}

/** The result of a restore drill: the newest snapshot, restored into a temporary folder and read back. */
export interface DrillReport {
  readonly folder: string;
  readonly snapshot: string;
  readonly submissions: number;
  /** Files that were restored and compared. */
  readonly files: number;
  readonly findings: readonly BackupFinding[];
}

/** The result of a restore. */
export interface RestoreReport {
  readonly workspace: string;
  readonly snapshot: string;
  /** When the snapshot was made: ISO 8601. */
  readonly at: string;
  readonly submissions: number;
  readonly files: number;
  readonly bytes: number;
  readonly isEncrypted: boolean;
  /** Damaged volumes and snapshots, and every file that they have lost. */
  readonly findings: readonly BackupFinding[];
}

/** A snapshot, as the folder of a backup shows it without its code. */
export interface SnapshotInfo {
  /** The name for `--snapshot`. */
  readonly name: string;
  /** ISO 8601. */
  readonly at: string;
  readonly bytes: number;
}

/** What can be said of the folder of a backup without its code. */
export interface BackupInfo {
  readonly folder: string;
  readonly workspaceId: string;
  /** Whether the workspace was encrypted at the last backup. */
  readonly isEncrypted: boolean;
  /** Whether the workspace passphrase of that time opens the backup too. */
  readonly hasPassphrase: boolean;
  /** Newest first. */
  readonly snapshots: readonly SnapshotInfo[];
}

/** When a backup is made automatically. */
export interface BackupPlan {
  readonly isNightly: boolean;
  /** Local time of day, as `02:00`. */
  readonly at: string;
}

/** What is known of one backup of a workspace. It can be read while the workspace is locked. All times are ISO 8601. */
export interface BackupState {
  readonly folder: string;
  readonly plan: BackupPlan;
  /** The newest complete snapshot, and when it was made. */
  readonly snapshot: string | null;
  readonly lastAt: string | null;
  /** When a run, check or drill last found everything in order. */
  readonly lastProvedAt: string | null;
  readonly lastCheckAt: string | null;
  readonly lastDrillAt: string | null;
  /** When the last run began, and how it ended; null: it is running, or was interrupted. */
  readonly lastRunAt: string | null;
  readonly lastRun: 'good' | 'problems' | 'failed' | null;
  /** Why the last run failed. */
  readonly problem: ProblemData | null;
  /** What the last run, check or drill found; at most 100. */
  readonly findings: readonly BackupFinding[];
  /** Bytes of the whole backup on its disk. */
  readonly bytes: number;
  readonly snapshots: number;
}

/** The backups of a workspace in a few numbers, for `status` and the top bar: those of the one that was proved last. */
export interface BackupSummary {
  readonly folder: string;
  readonly lastAt: string | null;
  readonly lastProvedAt: string | null;
  /** Whole days since then; null: never. */
  readonly provedDaysAgo: number | null;
  /** Whether the last proved backup is older than a week, or there is none. */
  readonly isOverdue: boolean;
  readonly bytes: number;
  readonly snapshots: number;
  readonly lastRun: BackupState['lastRun'];
}
