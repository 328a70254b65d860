import type { KeyObject } from 'node:crypto';
import { Problem } from '../ground/problem.ts';
import type { Secret } from '../ground/secret.ts';
import type { WorkspaceKeyFile } from './key-file.ts';
import { checkOfKey, keyOfKeychainText } from './workspace-key.ts';
import { unwrapByCode, unwrapByPassphrase } from './wraps.ts';

/** What a workspace is unlocked with. */
export type UnlockWith =
  | { readonly by: 'passphrase'; readonly passphrase: Secret }
  | { readonly by: 'recovery'; readonly code: Secret }
  /** What the system's keychain revealed of `wraps.keychain`. */
  | { readonly by: 'keychain'; readonly text: Secret }
  | { readonly by: 'key'; readonly key: KeyObject };

/**
 * Returns the workspace key. `folder` is for messages. Throws `workspace.wrong_key`,
 * `workspace.no_passphrase`, `workspace.passphrase_empty`, `usage.code_mistyped`, and
 * `workspace.key_damaged` when the parts of the file are of different workspaces.
 */
export async function unlock(file: WorkspaceKeyFile, how: UnlockWith, folder: string): Promise<KeyObject> {
  const key = await unwrap(file, how, folder);
  if (key === null) {
    throw new Problem('workspace.wrong_key', { folder, by: how.by === 'keychain' ? 'key' : how.by });
  }
  if (checkOfKey(key, file.workspaceId) === file.check) return key;
  const isGiven = how.by === 'keychain' || how.by === 'key';
  if (isGiven) throw new Problem('workspace.wrong_key', { folder, by: 'key' });
  throw new Problem('workspace.key_damaged', { folder });
}

function unwrap(
  { workspaceId, wraps }: WorkspaceKeyFile,
  how: UnlockWith,
  folder: string,
): Promise<KeyObject | null> | KeyObject | null {
  switch (how.by) {
    case 'passphrase':
      if (wraps.passphrase === undefined) throw new Problem('workspace.no_passphrase', { folder });
      if (how.passphrase.reveal() === '') throw new Problem('workspace.passphrase_empty', {});
      return unwrapByPassphrase(wraps.passphrase, how.passphrase, workspaceId);
    case 'recovery':
      return unwrapByCode(wraps.recovery, how.code, workspaceId);
    case 'keychain':
      return keyOfKeychainText(how.text);
    case 'key':
      return how.key;
  }
}
