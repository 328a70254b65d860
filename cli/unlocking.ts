import type { SecretFrom } from '../app/keys/read-key-asking.ts';
import { openWorkspace } from '../app/workspace/open-workspace.ts';
import type { Unlock, UnlockBy } from '../app/workspace/unlock-workspace.ts';
import { describe, isProblem } from '../core/ground/problem.ts';
import type { Secret } from '../core/ground/secret.ts';
import type { Opener } from '../core/store/open-notes.ts';
import type { Workspace } from '../core/store/workspace.ts';
import { note, printable } from './output.ts';
import { ask, canAsk, fromDescriptor, fromEnvironment } from './secrets.ts';

/** How many times a person is asked for one passphrase. */
const TRIES = 3;

/** The option that unlocks an encrypted workspace. Its value is read only when a workspace needs it. */
export interface UnlockFrom {
  readonly by: 'passphrase' | 'recovery';
  readonly option: string;
  readonly secret: NonNullable<SecretFrom>;
}

/** The options of every command that unlock an encrypted workspace. */
export interface UnlockFlags {
  readonly workspacePassphraseEnv?: string;
  readonly workspacePassphraseFd?: string;
  readonly workspaceRecoveryEnv?: string;
}

/** Returns where the secret comes from; null when no option names it. Reads nothing yet. */
export function unlockFrom(flags: UnlockFlags): UnlockFrom | null {
  const { workspacePassphraseEnv: passphraseEnv, workspacePassphraseFd: descriptor } = flags;
  const { workspaceRecoveryEnv: recoveryEnv } = flags;
  if (passphraseEnv !== undefined) {
    return {
      by: 'passphrase',
      option: '--workspace-passphrase-env',
      secret: () => fromEnvironment(passphraseEnv),
    };
  }
  if (descriptor !== undefined) {
    // The descriptor can be read only once.
    let secret: Secret | null = null;
    return {
      by: 'passphrase',
      option: '--workspace-passphrase-fd',
      secret: () => {
        secret ??= fromDescriptor(Number(descriptor));
        return secret;
      },
    };
  }
  if (recoveryEnv === undefined) return null;
  return { by: 'recovery', option: '--workspace-recovery-env', secret: () => fromEnvironment(recoveryEnv) };
}

/**
 * Opens a workspace for a command. An encrypted one is unlocked with what the user named, or else typed: the
 * workspace passphrase or, where there is none, the recovery code. Throws as `openWorkspace`.
 */
export async function openUnlocked(
  folder: string,
  from: UnlockFrom | null,
  opener: Opener,
): Promise<Workspace> {
  return unlocking(from, folder, (unlock) => openWorkspace({ folder, unlock, opener }));
}

/**
 * Does work that needs a workspace unlocked. `work` gets the function that says with what; it returns null when
 * nothing was named and there is nobody to ask. A person who mistypes is asked again.
 */
export async function unlocking<T>(
  from: UnlockFrom | null,
  folder: string,
  work: (unlock: Unlock) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    let isAsked = false;
    try {
      return await work(async ({ passphrase }) => {
        if (from !== null) return named(from);
        if (!canAsk()) return null;
        isAsked = true;
        return typed(folder, passphrase);
      });
    } catch (error) {
      if (!isAsked || tries === TRIES || !isProblem(error) || !isMistake(error.code)) throw error;
      note(printable(describe(error.data).message));
    }
  }
}

function named({ by, secret }: UnlockFrom): UnlockBy {
  return by === 'passphrase' ? { by, passphrase: secret() } : { by, code: secret() };
}

async function typed(folder: string, hasPassphrase: boolean): Promise<UnlockBy> {
  const secret = await ask(
    `${hasPassphrase ? 'Workspace passphrase' : 'Recovery code'} of ${printable(folder)}: `,
  );
  return hasPassphrase ? { by: 'passphrase', passphrase: secret } : { by: 'recovery', code: secret };
}

function isMistake(code: string): boolean {
  return ['workspace.wrong_key', 'workspace.passphrase_empty', 'usage.code_mistyped'].includes(code);
}
