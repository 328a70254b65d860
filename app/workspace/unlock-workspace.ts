import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { Problem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import { DATABASE } from '../../core/model/workspace-parts.ts';
import { finishConverted } from '../../core/store/conversion/settle-conversion.ts';
import { openReadOnly } from '../../core/store/database.ts';
import { readWorkspaceKeyFile, type WorkspaceKeyFile } from '../../core/vault/key-file.ts';
import { type UnlockWith, unlock } from '../../core/vault/unlock.ts';
import type { Keychain } from '../keys/keychain.ts';
import { workspaceKind } from './workspace-kind.ts';

/** What a person or a shell unlocks a workspace with. */
export type UnlockBy =
  | Exclude<UnlockWith, { readonly by: 'keychain' }>
  | { readonly by: 'keychain'; readonly keychain: Pick<Keychain, 'reveal'> };

/**
 * Says what an encrypted workspace is unlocked with, which may have a passphrase or not. Returns null when
 * nothing was given and there is nobody to ask.
 */
export type Unlock = (has: { readonly passphrase: boolean }) => Promise<UnlockBy | null>;

/** The key of a workspace, and what has unlocked it. */
export interface Unlocked {
  readonly workspaceKey: KeyObject;
  readonly by: UnlockBy;
}

/**
 * Returns the workspace key of an encrypted workspace: all that is needed to open it and to change how it is
 * unlocked. Opens nothing. Throws `workspace.*` and `store.*` problems, and `usage.code_mistyped`.
 */
export async function unlockWorkspace(folder: string, by: UnlockBy): Promise<KeyObject> {
  const { workspaceKey } = await unlockWorkspaceAsking(folder, () => Promise.resolve(by));
  return workspaceKey;
}

/** The same, when what unlocks it is asked for only if the workspace is encrypted. */
export async function unlockWorkspaceAsking(folder: string, unlock: Unlock): Promise<Unlocked> {
  try {
    finishConverted(folder);
    const file = readWorkspaceKeyFile(folder);
    if (file === null) {
      if (workspaceKind(folder) === 'none') throw new Problem('workspace.none', { folder });
      // Says so when it is encrypted, and only its key file is gone.
      openReadOnly(join(folder, DATABASE), null).close();
      throw new Problem('workspace.not_encrypted', { folder });
    }
    return await unlockAsking(file, unlock, folder);
  } catch (error) {
    throw storeProblem(error, folder);
  }
}

/** Unlocks the workspace key in this file. Throws as `unlockWorkspace`; `workspace.locked` when nothing was given. */
export async function unlockAsking(
  file: WorkspaceKeyFile,
  unlock: Unlock,
  folder: string,
): Promise<Unlocked> {
  const by = await unlock({ passphrase: file.wraps.passphrase !== undefined });
  if (by === null) throw new Problem('workspace.locked', { folder });
  return { workspaceKey: await unlockBy(file, by, folder), by };
}

/** Returns the workspace key in this file. `folder` is for messages. Throws as `unlockWorkspace`. */
export async function unlockBy(file: WorkspaceKeyFile, by: UnlockBy, folder: string): Promise<KeyObject> {
  return unlock(file, by.by === 'keychain' ? await revealed(file, by.keychain) : by, folder);
}

/** What the keychain gives back: nothing where it is another computer's, or was reset. */
async function revealed(
  { wraps }: WorkspaceKeyFile,
  keychain: Pick<Keychain, 'reveal'>,
): Promise<UnlockWith> {
  const text = wraps.keychain === undefined ? null : await keychain.reveal(wraps.keychain);
  return { by: 'keychain', text: new Secret(text ?? '') };
}
