import type { KeyObject } from 'node:crypto';
import { Problem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import { newCode } from '../../core/vault/code.ts';
import type { WorkspaceKeyFile } from '../../core/vault/key-file.ts';
import { newWorkspaceKeyFile } from '../../core/vault/make-key-file.ts';
import type { UnlockWith } from '../../core/vault/unlock.ts';
import { keychainText, newWorkspaceKey } from '../../core/vault/workspace-key.ts';
import type { Keychain } from '../keys/keychain.ts';
import { refuseUnfit } from './refuse-unfit.ts';

/** What unlocks a new encrypted workspace, besides the recovery code. One of the two at least. */
export interface FirstUnlock {
  readonly passphrase: Secret | null;
  readonly keychain: Keychain | null;
}

export interface NewWorkspaceKey {
  readonly workspaceKey: KeyObject;
  /** The recovery code. It is shown once and stored nowhere. */
  readonly code: Secret;
  readonly file: WorkspaceKeyFile;
  /** What must unlock the key file before it is used. */
  readonly proofs: readonly UnlockWith[];
}

/**
 * Makes the key of a new encrypted workspace, its recovery code, and the content of its key file. Writes
 * nothing. Throws `workspace.passphrase_empty`, `workspace.keychain_refused` and `key.runtime_unfit`.
 */
export async function newWorkspaceKeyFor({ passphrase, keychain }: FirstUnlock): Promise<NewWorkspaceKey> {
  if (passphrase !== null) refuseEmpty(passphrase);
  refuseUnfit();
  const workspaceKey = newWorkspaceKey();
  const code = newCode();
  const kept = keychain === null ? null : await keptIn(keychain, workspaceKey);
  const file = await newWorkspaceKeyFile({ workspaceKey, code, passphrase, keychain: kept?.text ?? null });
  const proofs: UnlockWith[] = [{ by: 'recovery', code }];
  if (passphrase !== null) proofs.push({ by: 'passphrase', passphrase });
  if (kept !== null) proofs.push(kept.proof);
  return { workspaceKey, code, file, proofs };
}

/** Lets the system's keychain protect a workspace key, and asks it back. Throws `workspace.keychain_refused`. */
export async function keptIn(
  keychain: Keychain,
  workspaceKey: KeyObject,
): Promise<{ readonly text: string; readonly proof: UnlockWith }> {
  const text = await keychain.protect(keychainText(workspaceKey).reveal()).catch(() => '');
  const revealed = text === '' ? null : await keychain.reveal(text);
  if (revealed === null) throw new Problem('workspace.keychain_refused', {});
  return { text, proof: { by: 'keychain', text: new Secret(revealed) } };
}

/** Throws `workspace.passphrase_empty`. */
export function refuseEmpty(passphrase: Secret): void {
  if (passphrase.reveal() === '') throw new Problem('workspace.passphrase_empty', {});
}
