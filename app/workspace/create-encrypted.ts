import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { flushFolder } from '../../core/ground/flush-to-disk.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import { Workspace } from '../../core/store/workspace.ts';
import { deriveKeys } from '../../core/vault/workspace-key.ts';
import { destroyWorkspaceKeyFile, writeWorkspaceKeyFile } from '../../core/vault/write-key-file.ts';
import { holdingKeyFile } from './change-key-file.ts';
import { type FirstUnlock, newWorkspaceKeyFor } from './new-workspace-key.ts';
import { refuseTaken } from './refuse-taken.ts';

interface CreateOptions {
  /** A new folder, or an empty one. */
  readonly folder: string;
  readonly unlockedBy: FirstUnlock;
  /** Stores the recovery code before anything depends on it. If it throws, there is no workspace. */
  readonly saveCode?: (code: Secret, workspaceId: string) => void;
}

/**
 * Makes an encrypted workspace, and returns its recovery code, which is stored nowhere. The key file comes
 * first: a kill before it leaves nothing, and one after it leaves a workspace that opens. Throws
 * `workspace.folder_taken`, `workspace.passphrase_empty` and `store.*` problems.
 */
export async function createEncrypted({ folder, unlockedBy, saveCode }: CreateOptions): Promise<Secret> {
  refuseTaken(folder);
  const made = await newWorkspaceKeyFor(unlockedBy);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    flushFolder(dirname(folder));
    return await holdingKeyFile(folder, async () => {
      // Another program may have made one in the meantime.
      refuseTaken(folder);
      await writeWorkspaceKeyFile(folder, made.file, made.proofs, () =>
        saveCode?.(made.code, made.file.workspaceId),
      );
      try {
        new Workspace(folder, deriveKeys(made.workspaceKey)).close();
      } catch (error) {
        // A full disk, or a plain workspace that another program has just made here: that one must open.
        destroyWorkspaceKeyFile(folder);
        throw error;
      }
      return made.code;
    });
  } catch (error) {
    throw storeProblem(error, folder);
  }
}
