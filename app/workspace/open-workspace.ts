import { Problem } from '../../core/ground/problem.ts';
import type { Opener } from '../../core/store/open-notes.ts';
import { Workspace } from '../../core/store/workspace.ts';
import { readWorkspaceKeyFile } from '../../core/vault/key-file.ts';
import { deriveKeys } from '../../core/vault/workspace-key.ts';
import { type UnlockBy, unlockBy } from './unlock-workspace.ts';

interface OpenOptions {
  readonly folder: string;
  /** Called only for an encrypted workspace. Returns null when there is nobody to ask. */
  readonly unlock: () => Promise<UnlockBy | null>;
  readonly opener: Opener;
}

/**
 * Opens the workspace of a folder, or makes a plain one where there is none. A plain workspace needs nothing
 * to unlock it, and nobody is asked. Throws `workspace.*` and `store.*` problems, and `usage.code_mistyped`.
 */
export async function openWorkspace({ folder, unlock, opener }: OpenOptions): Promise<Workspace> {
  const file = readWorkspaceKeyFile(folder);
  if (file === null) return new Workspace(folder, null, opener);
  const by = await unlock();
  if (by === null) throw new Problem('workspace.locked', { folder });
  return new Workspace(folder, deriveKeys(await unlockBy(file, by, folder)), opener);
}
