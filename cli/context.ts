import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyFile, SecretFrom } from '../app/keys/read-key-asking.ts';
import { systemClock } from '../core/ground/clock.ts';
import { storeProblem } from '../core/ground/store-problem.ts';
import type { Opener } from '../core/store/open-notes.ts';
import type { Workspace } from '../core/store/workspace.ts';
import { warnOfCopiedWorkspace } from './copied-folder.ts';
import { openUnlocked, type UnlockFrom } from './unlocking.ts';

/** The options that every command has, and how the command prints. */
export interface CommonOptions {
  readonly workspace: string;
  readonly json: boolean;
  /** The private key files named by `--key`. */
  readonly keys: readonly KeyFile[];
  /** A passphrase without a `--key` before it. It is for the keys that the workspace stores. */
  readonly keptKeysPassphrase: SecretFrom;
  /** What the user named to unlock an encrypted workspace; null: nothing. */
  readonly unlockWith: UnlockFrom | null;
}

/**
 * Opens the workspace, and unlocks it if it is encrypted; does the work, and closes the workspace even if the
 * work fails.
 */
export async function withWorkspace<T>(
  { workspace: folder, unlockWith }: CommonOptions,
  work: (workspace: Workspace) => Promise<T> | T,
  opener: Opener = 'command',
): Promise<T> {
  // Must come before the first write. Later only the commands that add submissions warn.
  if (!existsSync(join(folder, 'attache.sqlite'))) warnOfCopiedWorkspace(folder);
  const workspace = await openUnlocked(folder, unlockWith, opener);
  try {
    return await work(workspace);
  } catch (error) {
    throw storeProblem(error, folder);
  } finally {
    workspace.close();
  }
}

/**
 * Turns Ctrl-C into a signal that ends the work between two submissions, and prints the note; a second Ctrl-C ends
 * the program at once.
 */
export function cancelSignal(
  stopping = 'Stopping after the current submissions. Run the same command again to continue.',
): AbortSignal {
  const controller = new AbortController();
  const cancel = (): void => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write(`\n${stopping}\n`);
    controller.abort();
  };
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  return controller.signal;
}

export const clock = systemClock;
