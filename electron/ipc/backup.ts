import { z } from 'zod';
import type { BackupProgress, BackupState, SnapshotInfo } from '../../core/model/backup.ts';
import { type Instant, nothing, type ProblemView, placeId, secretText } from './common.ts';
import { keptKey } from './encryption.ts';
import { engine, main } from './request.ts';

export type { SnapshotInfo };

/** The disk that holds a folder, as far as the system tells. */
export interface BackupDisk {
  /** A drive, a volume or a mount point. */
  readonly name: string;
  /** Bytes. */
  readonly free: number;
  /** Whether the workspace is on it too. */
  readonly isOfWorkspace: boolean;
}

/** Something that is wrong with a file of a backup or of the workspace. */
export interface BackupFault {
  /** The name in the backup, or the path in the workspace. */
  readonly file: string;
  readonly problem: ProblemView;
}

/** A backup of the open workspace, with its problems in words. */
export interface BackupRow extends Omit<BackupState, 'snapshot' | 'problem' | 'findings'> {
  /** null: the folder is not there, for example because its disk is not connected. */
  readonly disk: BackupDisk | null;
  /** Whether the last proved backup is older than a week, or there is none. */
  readonly isOverdue: boolean;
  /** Why the last run failed. */
  readonly problem: ProblemView | null;
  readonly faults: readonly BackupFault[];
}

export type BackupKind = 'backup' | 'check' | 'drill' | 'restore';

/** What is being done for a backup. `done` and `total` are bytes; both are 0 where that is not known. */
export interface BackupWork extends BackupProgress {
  readonly kind: BackupKind;
  readonly folder: string;
  readonly isStopping: boolean;
}

/** What came of it. */
export interface BackupResult {
  readonly kind: BackupKind;
  readonly folder: string;
  readonly at: Instant;
  readonly outcome: 'good' | 'problems' | 'stopped' | 'failed';
  /** Why it failed. */
  readonly problem: ProblemView | null;
  readonly faults: readonly BackupFault[];
  readonly submissions: number;
  /** Files that were added, read or restored. */
  readonly files: number;
  readonly bytes: number;
}

export interface Backups {
  readonly rows: readonly BackupRow[];
  /** The last result since the engine was started. */
  readonly last: BackupResult | null;
  /** Whether the user has kept the backup code. Before that, no backup is made. */
  readonly isCodeKept: boolean;
}

/** A folder that was chosen for backups, or a new folder in it where it has other files. */
export interface BackupPlace {
  readonly placeId: string;
  readonly folder: string;
  readonly disk: BackupDisk | null;
  /** Why no backup can be made there. */
  readonly problem: ProblemView | null;
  /** Whether it holds a backup of this workspace already. */
  readonly isOwn: boolean;
}

/** What a backup shows without its code. */
export interface RestorableBackup {
  readonly folder: string;
  readonly isEncrypted: boolean;
  /** Whether the workspace passphrase of that time opens the backup too. */
  readonly hasPassphrase: boolean;
  /** Newest first. */
  readonly snapshots: readonly SnapshotInfo[];
}

const plan = z.strictObject({
  isNightly: z.boolean(),
  at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
});

/** The folder of a backup that the workspace knows. */
const known = z.strictObject({ folder: z.string().min(1).max(10_000) });

/** What opens a backup. */
const openedBy = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('code'), code: secretText }),
  /** A file whose last line is the code. */
  z.strictObject({ kind: z.literal('file'), placeId }),
  z.strictObject({ kind: z.literal('passphrase'), passphrase: secretText }),
]);
export type BackupOpenedBy = Readonly<z.infer<typeof openedBy>>;

export const backupRequests = {
  'backup.list': engine<Backups>()(nothing),
  /** What runs now; null: nothing. */
  'backup.work': engine<BackupWork | null>()(nothing),
  'backup.look': engine<BackupPlace>()(z.strictObject({ placeId })),
  'backup.add': engine<null>()(z.strictObject({ placeId, plan })),
  'backup.plan': engine<null>()(z.strictObject({ ...known.shape, plan })),
  /** Forgets where a backup is, and touches nothing in it. */
  'backup.forget': engine<null>()(known),
  'backup.grant': engine<{ readonly placeId: string }>()(known),
  /** Shows the backup code, as long as the user has not kept it. */
  'backup.code': engine<{ readonly code: string }>()(nothing),
  /** Notes that the user has kept the code. Replies whether its last group was typed right. */
  'backup.checkCode': engine<{ readonly isRight: boolean }>()(z.strictObject({ group: secretText })),
  /** Begins it, and replies at once. What comes of it is an event. */
  'backup.start': engine<null>()(
    z.strictObject({ ...known.shape, kind: z.enum(['backup', 'check', 'drill']), isNew: z.boolean() }),
  ),
  'backup.stop': engine<null>()(nothing),
  'backup.describe': engine<RestorableBackup>()(z.strictObject({ placeId })),
  /** Begins to restore into a new or empty folder, and replies at once. */
  'backup.restore': engine<null>()(
    z.strictObject({
      placeId,
      to: placeId,
      /** null: the newest. */
      snapshot: z.string().max(200).nullable(),
      by: openedBy,
      as: z.union([keptKey, z.strictObject({ kind: z.literal('plain') })]),
    }),
  ),
  /** Whether a place to save the backup code would be lost or found together with the workspace or a backup. */
  'backup.saveRisk': main<'in-workspace' | 'in-backup' | 'same-disk' | 'none'>()(z.strictObject({ placeId })),
} as const;

export type BackupEvent =
  | { readonly type: 'backup'; readonly work: BackupWork | null }
  | { readonly type: 'backup-ended'; readonly result: BackupResult }
  /** Something of `backup.list` has changed. */
  | { readonly type: 'backups-changed' };
