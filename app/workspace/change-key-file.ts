import type { KeyObject } from 'node:crypto';
import { systemClock } from '../../core/ground/clock.ts';
import { Problem } from '../../core/ground/problem.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import { OpenLock } from '../../core/store/open-lock.ts';
import { readWorkspaceKeyFile, type WorkspaceKeyFile } from '../../core/vault/key-file.ts';
import type { UnlockWith } from '../../core/vault/unlock.ts';
import { writeWorkspaceKeyFile } from '../../core/vault/write-key-file.ts';
import { type UnlockBy, unlockBy } from './unlock-workspace.ts';

/** How often, and how many times, to look whether another program has finished: some seconds. */
const LOOK_MS = 100;
const LOOKS = 100;

/** A changed key file, and what must unlock it before it is used. */
export interface ChangedWorkspaceKeyFile {
  readonly file: WorkspaceKeyFile;
  readonly proofs: readonly UnlockWith[];
  /** Called when all is ready. If it throws, nothing changes. */
  readonly beforeUse?: () => void;
}

type Change = (
  file: WorkspaceKeyFile,
  workspaceKey: KeyObject,
) => Promise<ChangedWorkspaceKeyFile> | ChangedWorkspaceKeyFile;

/**
 * Changes how a workspace is unlocked: unlocks it, lets `change` make the new key file, and writes that. One
 * program at a time, so that no change is lost. Throws `workspace.*` problems, and what `change` throws;
 * the key file then is as it was.
 */
export async function changeKeyFile(folder: string, by: UnlockBy, change: Change): Promise<void> {
  try {
    await holdingKeyFile(folder, () => changed(folder, by, change));
  } catch (error) {
    throw storeProblem(error, folder);
  }
}

/** The same, but does nothing while another program changes the key file. */
export async function tryChangeKeyFile(folder: string, by: UnlockBy, change: Change): Promise<void> {
  try {
    const letGo = new OpenLock(folder).tryHoldKeyFile();
    if (letGo === null) return;
    try {
      await changed(folder, by, change);
    } finally {
      letGo();
    }
  } catch (error) {
    throw storeProblem(error, folder);
  }
}

async function changed(folder: string, by: UnlockBy, change: Change): Promise<void> {
  const before = readWorkspaceKeyFile(folder);
  if (before === null) throw new Problem('workspace.not_encrypted', { folder });
  const { file, proofs, beforeUse } = await change(before, await unlockBy(before, by, folder));
  await writeWorkspaceKeyFile(folder, file, proofs, beforeUse);
}

/** Does work while no other program changes the key file. Throws `workspace.key_busy` when one goes on. */
export async function holdingKeyFile<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = new OpenLock(folder);
  for (let look = 0; look < LOOKS; look += 1) {
    const letGo = lock.tryHoldKeyFile();
    if (letGo !== null) {
      try {
        return await work();
      } finally {
        letGo();
      }
    }
    await systemClock.sleep(LOOK_MS, new AbortController().signal);
  }
  throw new Problem('workspace.key_busy', { folder });
}
