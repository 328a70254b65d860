import { z } from 'zod';
import { type Instant, nothing, type ProblemView, placeId, secretText } from './common.ts';
import { engine, main } from './request.ts';

/** What keeps the workspace key besides the recovery code. */
export const keptKey = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('keychain') }),
  z.strictObject({ kind: z.literal('passphrase'), passphrase: secretText }),
]);
export type KeptWorkspaceKey = Readonly<z.infer<typeof keptKey>>;

/** What an encrypted workspace is unlocked with. */
const unlockedBy = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('keychain') }),
  z.strictObject({ kind: z.literal('passphrase'), passphrase: secretText }),
  z.strictObject({ kind: z.literal('recovery'), code: secretText }),
]);
export type UnlockedBy = Readonly<z.infer<typeof unlockedBy>>;

/** The ways to unlock an encrypted workspace. The recovery code always is one. */
export interface UnlockWays {
  readonly passphrase: boolean;
  /** `lost`: the keychain of this computer does not give the key back. */
  readonly keychain: 'kept' | 'none' | 'lost';
}

/** How the key of an encrypted workspace is kept. */
export interface Encryption {
  readonly hasPassphrase: boolean;
  readonly hasKeychain: boolean;
  /** When the user proved to have the recovery code; null: not yet, and the window reminds of it. */
  readonly recoveryCheckedAt: Instant | null;
}

/** How far an encryption or decryption of the whole workspace is. */
export interface Conversion {
  readonly to: 'encrypted' | 'plain';
  readonly step: 'start' | 'database' | 'files' | 'checking';
  readonly done: number;
  readonly total: number;
}

export const encryptionRequests = {
  /** Makes the new workspace of this folder. Only while there is none yet (`AppInfo.engine` is `new`). */
  'workspace.create': engine<null>()(
    z.strictObject({ kept: z.union([keptKey, z.strictObject({ kind: z.literal('plain') })]) }),
  ),
  /** Removes the workspace, which must hold nothing yet, so that the user can choose again how it is kept. */
  'workspace.chooseAgain': main<null>()(nothing),
  'workspace.unlock': engine<null>()(z.strictObject({ by: unlockedBy })),
  /** Makes a new recovery code and ends the old one. This is the only reply that ever holds a code. */
  'workspace.newRecoveryCode': engine<{ readonly code: string }>()(nothing),
  /** Notes that the user has kept the recovery code. Replies whether its last group was typed right. */
  'workspace.checkRecoveryCode': engine<{ readonly isRight: boolean }>()(
    z.strictObject({ group: secretText }),
  ),
  /** Sets the workspace passphrase. `by` is the present one, or another way to unlock. */
  'workspace.setPassphrase': engine<null>()(z.strictObject({ by: unlockedBy, next: secretText })),
  'workspace.setKeychain': engine<null>()(z.strictObject({ isOn: z.boolean() })),
  /** Whether a place to save the recovery code would be lost together with the workspace. */
  'workspace.saveRisk': main<'in-workspace' | 'same-disk' | 'none'>()(z.strictObject({ placeId })),
  /** Tries what the user has typed, before the engine is ended for a conversion. */
  'workspace.confirm': engine<null>()(z.strictObject({ by: unlockedBy })),
  /** About how many bytes encrypting or decrypting needs on the disk, and how many are free there. */
  'workspace.room': engine<{ readonly needed: number; readonly free: number }>()(nothing),
  /** Encrypts or decrypts the whole workspace, while no engine has it open. Replies when it has begun. */
  'workspace.convert': main<null>()(
    z.union([
      z.strictObject({ to: z.literal('encrypted'), kept: keptKey }),
      z.strictObject({ to: z.literal('plain'), by: unlockedBy }),
    ]),
  ),
  'workspace.stopConversion': main<null>()(nothing),
} as const;

export type EncryptionEvent =
  /** How the workspace key is kept has changed. */
  { readonly type: 'workspace-key-changed' };

/** What came of a conversion, for the window that shows it. */
export type Converted =
  | {
      readonly outcome: 'done';
      readonly to: Conversion['to'];
      /** What else lies in the workspace's folder. It stays as it is. */
      readonly others: readonly string[];
      /** How many files were missing or damaged before. */
      readonly lacking: number;
      /** Something of the old workspace could not be removed yet. */
      readonly isOldLeft: boolean;
    }
  | { readonly outcome: 'stopped'; readonly to: Conversion['to'] }
  | { readonly outcome: 'failed'; readonly to: Conversion['to']; readonly problem: ProblemView };
