import type { Clock } from '../../core/ground/clock.ts';
import type { BackupProgress } from '../../core/model/backup.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/** What a shell gives to work on backups. */
export interface BackupPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BackupProgress) => void;
}

/** The parts of an open workspace that its backups need. */
export type BackedUpWorkspace = Pick<Workspace, 'folder' | 'keys' | 'backupIdentity'>;
