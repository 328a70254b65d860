import type { KeyObject } from 'node:crypto';
import { systemClock } from '../../core/ground/clock.ts';
import { Problem } from '../../core/ground/problem.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import { OpenLock } from '../../core/store/open-lock.ts';
import { readWorkspaceKeyFile, type WorkspaceKeyFile } from '../../core/vault/key-file.ts';
import type { UnlockWith } from '../../core/vault/unlock.ts';
import { writeWorkspaceKeyFile } from '../../core/vault/write-key-file.ts';
import { type UnlockBy, unlockBy } from './unlock-workspace.ts';

/**
 * How often, and how many times, to look whether another program has finished: half a minute. A slow or busy computer
 * needs seconds for each passphrase.
 */
const LOOK_MS = 100;
const LOOKS = 300;

/** A changed key file, and what must unlock it before it is used. */
export interface ChangedWorkspaceKeyFile {
  readonly file: WorkspaceKeyFile;
  readonly proofs: readonly UnlockWith[];
  /** Called when all is ready. If it throws, nothing changes. */
  readonly beforeUse?: () => void;
}

/**
 * Changes how a workspace is unlocked: unlocks it, lets `change` make the new key file, and writes that. One
 * program at a time, so that no change is lost; without `waits`, another one is not waited for. Throws
 * `workspace.*` problems, and what `change` throws; the key file then is as it was.
 */
export async function changeKeyFile(
  folder: string,
  by: UnlockBy,
  change: (
    file: WorkspaceKeyFile,
    workspaceKey: KeyObject,
  ) => Promise<ChangedWorkspaceKeyFile> | ChangedWorkspaceKeyFile,
  { waits }: { readonly waits: boolean } = { waits: true },
): Promise<void> {
  try {
    const work = async (): Promise<void> => {
      const file = readWorkspaceKeyFile(folder);
      if (file === null) throw new Problem('workspace.not_encrypted', { folder });
      const changed = await change(file, await unlockBy(file, by, folder));
      await writeWorkspaceKeyFile(folder, changed.file, changed.proofs, changed.beforeUse);
    };
    await holdingKeyFile(folder, work, waits ? LOOKS : 1);
  } catch (error) {
    throw storeProblem(error, folder);
  }
}

/** Does work while no other program changes the key file. Throws `workspace.key_busy` when one goes on. */
export async function holdingKeyFile<T>(folder: string, work: () => Promise<T>, looks = LOOKS): Promise<T> {
  const lock = new OpenLock(folder);
  for (let look = 1; ; look += 1) {
    const letGo = lock.tryHoldKeyFile();
    if (letGo !== null) {
      try {
        return await work();
      } finally {
        letGo();
      }
    }
    if (look >= looks) throw new Problem('workspace.key_busy', { folder });
    await systemClock.sleep(LOOK_MS, new AbortController().signal);
  }
}
