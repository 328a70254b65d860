import type { Secret } from '../../ground/secret.ts';
import type { BackupProgress } from '../../model/backup.ts';
import type { WorkspaceKeys } from '../../model/workspace-keys.ts';

/** A backup of a workspace into a folder. */
export interface BackUpRequest {
  readonly folder: string;
  readonly code: Secret;
  /** The workspace's folder, keys and ID. */
  readonly workspace: string;
  readonly keys: WorkspaceKeys | null;
  readonly workspaceId: string;
  /** The passphrase of the workspace, where it is known. */
  readonly passphrase: Secret | null;
  /** Whether the workspace has a backup in this folder. */
  readonly isKnown: boolean;
  readonly at: Date;
  readonly signal: AbortSignal;
  /** Called when the folder can take this backup, before any answer is written. */
  readonly onClaimed: () => Promise<void>;
  readonly onProgress: (progress: BackupProgress) => void;
  /** For tests: volumes that are smaller than usual. */
  readonly volumeBytes?: number;
}
