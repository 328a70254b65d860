import { type KeyObject, randomUUID } from 'node:crypto';
import type { Secret } from '../ground/secret.ts';
import type { WorkspaceKeys } from '../model/workspace-keys.ts';
import { cleaned, lastGroup } from './code.ts';
import { KEY_FILE_FORMAT, type WorkspaceKeyFile } from './key-file.ts';
import { checkOfGroup, checkOfKey, deriveKeys } from './workspace-key.ts';
import { wrapByCode, wrapByPassphrase } from './wraps.ts';

/* The content of a key file: a new one, and an existing one with one thing changed. None of this writes. */

interface NewWorkspaceKeyFile {
  readonly workspaceKey: KeyObject;
  readonly code: Secret;
  /** Null where only the system's keychain remembers the key. */
  readonly passphrase: Secret | null;
  /** The workspace key as the system's keychain protects it; null where no keychain is used. */
  readonly keychain: string | null;
}

/** Returns the key file of a new encrypted workspace. Throws a RangeError when the passphrase is empty. */
export async function newWorkspaceKeyFile(options: NewWorkspaceKeyFile): Promise<WorkspaceKeyFile> {
  const { workspaceKey, code, passphrase, keychain } = options;
  const workspaceId = randomUUID();
  const { wraps, recovery } = recoveryBy(workspaceKey, code, workspaceId);
  return {
    format: KEY_FILE_FORMAT,
    workspaceId,
    check: checkOfKey(workspaceKey, workspaceId),
    wraps: {
      ...(passphrase === null
        ? {}
        : { passphrase: await wrapByPassphrase(workspaceKey, passphrase, workspaceId) }),
      ...(keychain === null ? {} : { keychain }),
      ...wraps,
    },
    recovery,
  };
}

/** Returns the key file with another passphrase, or with its first. Throws a RangeError when it is empty. */
export async function withPassphrase(
  file: WorkspaceKeyFile,
  workspaceKey: KeyObject,
  passphrase: Secret,
): Promise<WorkspaceKeyFile> {
  const wrap = await wrapByPassphrase(workspaceKey, passphrase, file.workspaceId);
  return { ...file, wraps: { ...file.wraps, passphrase: wrap } };
}

/** Returns the key file with another recovery code, which the user has not shown to have kept. */
export function withRecoveryCode(
  file: WorkspaceKeyFile,
  workspaceKey: KeyObject,
  code: Secret,
): WorkspaceKeyFile {
  const { wraps, recovery } = recoveryBy(workspaceKey, code, file.workspaceId);
  return { ...file, wraps: { ...file.wraps, ...wraps }, recovery };
}

/** Returns the key file with the workspace key for the system's keychain, or without it (null). */
export function withKeychain(
  { wraps, ...file }: WorkspaceKeyFile,
  keychain: string | null,
): WorkspaceKeyFile {
  const { keychain: _before, ...others } = wraps;
  return { ...file, wraps: keychain === null ? others : { ...others, keychain } };
}

/**
 * Returns the key file with the moment when the user typed the last group of the recovery code; null when
 * the group is another.
 */
export function withCheckedRecovery(
  file: WorkspaceKeyFile,
  keys: WorkspaceKeys,
  typed: string,
  now: Date,
): WorkspaceKeyFile | null {
  const isRight = checkOfGroup(keys, file.workspaceId, cleaned(typed)) === file.recovery.group;
  return isRight ? { ...file, recovery: { ...file.recovery, checkedAt: now.toISOString() } } : null;
}

function recoveryBy(workspaceKey: KeyObject, code: Secret, workspaceId: string) {
  const group = checkOfGroup(deriveKeys(workspaceKey), workspaceId, lastGroup(code));
  return {
    wraps: { recovery: wrapByCode(workspaceKey, code, workspaceId) },
    recovery: { checkedAt: null, group },
  };
}
