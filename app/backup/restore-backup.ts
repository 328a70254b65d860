import { readLatest } from '../../core/backup/folder/catalog.ts';
import { requireBackup } from '../../core/backup/folder/folder.ts';
import { readKeyFile, unwrapCodeByPassphrase } from '../../core/backup/folder/key-file.ts';
import { noteBackup } from '../../core/backup/known-backups.ts';
import { restore } from '../../core/backup/restore/restore.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { Secret } from '../../core/ground/secret.ts';
import type { BackupInfo, RestoreReport } from '../../core/model/backup.ts';
import type { WorkspaceKeys } from '../../core/model/workspace-keys.ts';
import { deriveKeys } from '../../core/vault/workspace-key.ts';
import { writeWorkspaceKeyFile } from '../../core/vault/write-key-file.ts';
import { type FirstUnlock, newWorkspaceKeyFor } from '../workspace/new-workspace-key.ts';
import type { BackupPorts } from './backup-ports.ts';

/** How a restored workspace is kept. */
export type RestoreAs =
  | { readonly kind: 'plain' }
  | {
      readonly kind: 'encrypted';
      /** What unlocks it, besides the recovery code. */
      readonly unlockedBy: FirstUnlock;
      /** Shows or stores the recovery code, before anything depends on it. If it throws, nothing is restored. */
      readonly saveCode: (code: Secret, workspaceId: string) => void;
    };

export interface RestoreBackupOptions extends BackupPorts {
  /** The folder of the backup: an absolute path. */
  readonly folder: string;
  /** The folder for the restored workspace: an absolute path, new or empty. */
  readonly to: string;
  readonly code: Secret;
  /** The name of a snapshot; null: the newest. */
  readonly snapshot: string | null;
  /** null: as it was, if that was plain. */
  readonly as: RestoreAs | null;
}

/** What can be said of a backup without its code. Throws `backup.not_a_backup`, `backup.folder_gone` and `backup.newer`. */
export function describeBackup(folder: string): BackupInfo {
  requireBackup(folder);
  const file = readKeyFile(folder);
  const snapshots = readLatest(folder)?.snapshots ?? [];
  return {
    folder,
    workspaceId: file?.workspaceId ?? '',
    isEncrypted: file?.isEncrypted ?? false,
    hasPassphrase: file?.wraps.passphrase !== undefined,
    snapshots: snapshots.toReversed().map(({ name, at, bytes }) => ({ name, at, bytes })),
  };
}

/**
 * Returns the code of a backup, by the passphrase that its workspace had. Throws `backup.wrong_code` when it is another,
 * or the backup has none.
 */
export async function codeByPassphrase(folder: string, passphrase: Secret): Promise<Secret> {
  requireBackup(folder);
  const file = readKeyFile(folder);
  const code = file === null ? null : await unwrapCodeByPassphrase(file, passphrase);
  if (code === null) throw new Problem('backup.wrong_code', { file: folder });
  return code;
}

/**
 * Restores a backup into a folder. The restored workspace knows where its backup is, but makes none automatically until that
 * is switched on again: the workspace that was backed up may still be in use. Throws `backup.*` and `store.*` problems,
 * and rejects with the signal's reason.
 */
export async function restoreBackup(options: RestoreBackupOptions): Promise<RestoreReport> {
  const { folder, to, code, signal, as } = options;
  const report = await restore({
    ...options,
    place: { folder, code, signal },
    makeKeys: as?.kind === 'encrypted' ? (target) => makeKeys(target, as) : null,
    mayBePlain: as?.kind === 'plain',
  });
  noteBackup(to, folder, { snapshot: report.snapshot, lastAt: report.at });
  return report;
}

/** Makes the key file of the restored workspace, and returns its keys. */
async function makeKeys(
  folder: string,
  { unlockedBy, saveCode }: Extract<RestoreAs, { kind: 'encrypted' }>,
): Promise<WorkspaceKeys> {
  const { workspaceKey, code, file, proofs } = await newWorkspaceKeyFor(unlockedBy);
  // Last, when all is proved: after a kill, a saved code belongs to the key file that is there.
  await writeWorkspaceKeyFile(folder, file, proofs, () => saveCode(code, file.workspaceId));
  return deriveKeys(workspaceKey);
}
