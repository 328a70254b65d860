import { join } from 'node:path';
import type { Workspace } from '../../core/store/workspace.ts';
import { sizeOf } from './size-of.ts';

/** A copy of a workspace. */
export interface WorkspaceCopy {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Makes a complete copy of a workspace in a new folder inside `parent`. Its name has the workspace's name and
 * the time in minutes. Throws `store.*` problems; then nothing of the copy is left.
 */
export async function copyWorkspace(
  workspace: Pick<Workspace, 'copyTo'>,
  parent: string,
  name: string,
  now: Date,
): Promise<WorkspaceCopy> {
  const path = join(parent, `${name} ${now.toISOString().slice(0, 16).replace(':', '')}`);
  await workspace.copyTo(path);
  return { path, bytes: await sizeOf(path) };
}
