import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { rmSync } from '../../core/ground/patient-files.ts';
import type { LeaveReport } from '../../core/model/leave.ts';
import { conversionPaths } from '../../core/store/conversion/conversion-state.ts';
import { hasWorkspaceKeyFile, workspaceKeyPath } from '../../core/vault/key-file.ts';
import { destroyWorkspaceKeyFile } from '../../core/vault/write-key-file.ts';
import { codeOf } from './leave-context.ts';

type Failed = LeaveReport['failed'][number];

/** What came of removing a workspace. */
export interface RemovedWorkspace {
  readonly failed: readonly Failed[];
  /** Whether the key of an encrypted workspace is gone: then nothing that is left of it can be read. */
  readonly isKeyGone: boolean;
}

/**
 * Removes a workspace that no engine has open. The wrapped key of an encrypted one is destroyed first, which makes
 * everything unreadable at once; then the folder is deleted, as much of it as can be.
 */
export function removeWorkspace(folder: string): RemovedWorkspace {
  const hadKey = hasWorkspaceKeyFile(folder);
  const unkeyed = destroyKeys(folder);
  return { failed: [...unkeyed, ...removedBelow(folder)], isKeyGone: hadKey && unkeyed.length === 0 };
}

/**
 * Destroys the wrapped keys in the folder of a workspace, those of a conversion too. Returns what could not be
 * destroyed.
 */
export function destroyKeys(folder: string): readonly Failed[] {
  const { new: copy, old } = conversionPaths(folder);
  return [folder, copy, old].flatMap((place) => {
    try {
      destroyWorkspaceKeyFile(place);
      return [];
    } catch (error) {
      if (!hasWorkspaceKeyFile(place)) return [];
      return [{ item: 'workspace', path: workspaceKeyPath(place), why: codeOf(error) } as const];
    }
  });
}

/** Deletes a folder. If something of it cannot be deleted, everything else still is. Returns what is left. */
function removedBelow(path: string): Failed[] {
  try {
    rmSync(path, { recursive: true, force: true });
    return [];
  } catch (error) {
    const names = namesIn(path);
    const failed = names.flatMap((name) => removedBelow(join(path, name)));
    if (names.length === 0) return [{ item: 'workspace', path, why: codeOf(error) }];
    if (failed.length === 0) return removedBelow(path);
    return failed;
  }
}

/** What is in a folder. A link to a folder is not one: its target is of somebody else. */
function namesIn(path: string): readonly string[] {
  try {
    return lstatSync(path).isDirectory() ? readdirSync(path) : [];
  } catch {
    return [];
  }
}
