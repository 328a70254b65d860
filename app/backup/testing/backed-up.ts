import { join } from 'node:path';
import { noteBackup } from '../../../core/backup/known-backups.ts';
import { restore } from '../../../core/backup/restore/restore.ts';
import { systemClock } from '../../../core/ground/clock.ts';
import type { Secret } from '../../../core/ground/secret.ts';
import type { BackupReport, RestoreReport } from '../../../core/model/backup.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { makeEncrypted, testKeys } from '../../../fixtures/switched-workspace.ts';
import { testKey } from '../../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../../fixtures/test-workspaces.ts';
import { backupCode } from '../backup-code.ts';
import { type RestoreBackupOptions, restoreBackup } from '../restore-backup.ts';
import { type RunBackupOptions, runBackup } from '../run-backup.ts';

/** The keys of the sample project. */
export const sampleKeys = [
  testKey('sample-project/keys/TEST-key-2023.pem'),
  testKey('sample-project/keys/TEST-key-2025.pem', 'sample-project/keys/TEST-key-2025.passphrase.txt'),
];

export const ports = {
  clock: systemClock,
  signal: new AbortController().signal,
  onProgress: () => undefined,
} as const;

/** Workspaces of a test file, their backups, and folders for what is restored. */
export class BackedUp {
  readonly spaces = new TestWorkspaces();
  #count = 0;

  /** The path of a folder that does not exist yet. */
  newFolder(): string {
    this.#count += 1;
    return join(this.spaces.root, `folder-${this.#count}`);
  }

  /** A workspace with submissions of the sample project, some with files. */
  async filled(count = 40): Promise<Workspace> {
    const workspace = this.spaces.open();
    await this.spaces.fill(workspace, sampleKeys, count);
    return workspace;
  }

  /** Backs up with small volumes. */
  backUp(
    workspace: Workspace,
    folder: string,
    options: Partial<RunBackupOptions> = {},
  ): Promise<BackupReport> {
    const tellCode = (): void => undefined;
    return runBackup({
      ...ports,
      workspace,
      folder,
      passphrase: null,
      tellCode,
      volumeBytes: 60_000,
      ...options,
    });
  }

  codeOf(workspace: Workspace): Secret {
    return backupCode(workspace).code;
  }

  /** Restores into a new folder. */
  restore(folder: string, code: Secret, options: Partial<RestoreBackupOptions> = {}): Promise<RestoreReport> {
    const as = null;
    return restoreSwitched({ ...ports, folder, to: this.newFolder(), code, snapshot: null, as, ...options });
  }

  close(): void {
    this.spaces.close();
  }
}

/**
 * Restores a backup as the switch of the suites says: encrypted under the keys of all workspaces of tests, or as it was.
 */
export async function restoreSwitched(options: RestoreBackupOptions): Promise<RestoreReport> {
  const keys = testKeys;
  if (keys === null) return restoreBackup(options);
  const { folder, code, to, snapshot, signal, onProgress } = options;
  const makeKeys = (target: string): Promise<typeof keys> => {
    makeEncrypted(target);
    return Promise.resolve(keys);
  };
  const place = { folder, code, signal };
  const report = await restore({ place, to, snapshot, onProgress, makeKeys, mayBePlain: false });
  noteBackup(to, folder, { snapshot: report.snapshot, lastAt: report.at });
  return report;
}
