import type { BackupProgress } from '../../model/backup.ts';
import type { WorkspaceKeys } from '../../model/workspace-keys.ts';
import type { BackupPlace } from '../folder/archive.ts';

/** A backup to be made. The caller has prepared the folder, and has its lock. */
export interface BackupJob {
  readonly place: BackupPlace;
  /** The workspace's folder and keys. */
  readonly workspace: string;
  readonly keys: WorkspaceKeys | null;
  readonly workspaceId: string;
  readonly at: Date;
  /** For tests: volumes that are smaller than usual. */
  readonly volumeBytes?: number;
  readonly onProgress: (progress: BackupProgress) => void;
}
