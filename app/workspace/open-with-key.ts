import type { KeyObject } from 'node:crypto';
import type { Opener } from '../../core/store/open-notes.ts';
import { Workspace } from '../../core/store/workspace.ts';
import { deriveKeys } from '../../core/vault/workspace-key.ts';

/**
 * Opens a workspace whose key is known already (`unlockWorkspace`); null opens or makes one that is not
 * encrypted. Throws `workspace.*` and `store.*` problems.
 */
export function openWithKey(folder: string, workspaceKey: KeyObject | null, opener: Opener): Workspace {
  return new Workspace(folder, workspaceKey === null ? null : deriveKeys(workspaceKey), opener);
}
