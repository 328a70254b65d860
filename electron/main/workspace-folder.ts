import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { destroyKeys } from '../../app/leave/remove-workspace.ts';
import { refuseInUse } from '../../app/workspace/open-elsewhere.ts';
import { flushFolder, flushTree } from '../../core/ground/flush-to-disk.ts';
import { isInside } from '../../core/ground/is-inside.ts';
import { copyFolder, rename, rm, rmdir } from '../../core/ground/patient-files.ts';
import { Problem } from '../../core/ground/problem.ts';
import { DATABASE, isFreeForWorkspace, isOfSystems } from '../../core/model/workspace-parts.ts';

/**
 * Makes sure that a chosen folder may be opened as a workspace: it is one, or it is empty, or not there yet. Anything
 * else would mix a database with the files of somebody else. Throws `store.not_a_workspace`.
 */
export function checkWorkspaceFolder(folder: string): void {
  if (existsSync(join(folder, DATABASE)) || isFreeForWorkspace(contents(folder))) return;
  throw new Problem('store.not_a_workspace', { folder });
}

/** Where a workspace goes when it is moved into a folder. Throws `store.move_target_taken` when that cannot be. */
export function moveTarget(from: string, into: string): string {
  const to = join(into, from.split(sep).at(-1) ?? 'workspace');
  if (isInside(to, from) || contents(to).length > 0)
    throw new Problem('store.move_target_taken', { folder: to });
  return to;
}

/**
 * Moves a workspace that no engine has open. To another disk it is copied under a temporary name, compared
 * file by file, renamed, and only then removed from where it was. Returns whether nothing is left there.
 * Throws `workspace.in_use` and `workspace.converting` when another program has it open, and `store.not_moved`;
 * the old folder is whole then.
 */
export async function moveWorkspace(from: string, to: string): Promise<boolean> {
  refuseInUse(from);
  try {
    await mkdir(join(to, '..'), { recursive: true });
    // Removes an empty folder. Any other folder makes the rename fail.
    await rmdir(to).catch(() => undefined);
    try {
      await rename(from, to);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
      return await copyAcross(from, to);
    }
  } catch (error) {
    throw new Problem('store.not_moved', { folder: to }, { cause: error });
  }
}

/**
 * Copies, compares, flushes to the disk, renames, removes. Returns whether the old folder is gone. When the new folder is complete and the
 * old one cannot be removed, or only in part, the old one must not pass as the workspace again: the key of an encrypted
 * one goes first. Exported for its test,
 * because not every computer has two disks.
 */
export async function copyAcross(
  from: string,
  to: string,
  remove: (folder: string) => Promise<void> = (folder) => rm(folder, { recursive: true, force: true }),
): Promise<boolean> {
  const beside = `${to}.moving`;
  try {
    await rm(beside, { recursive: true, force: true });
    await copyFolder(from, beside);
    await chmod(beside, 0o700);
    await compare(from, beside);
    // The old key is destroyed for good below. Until then everything must have reached the new disk.
    await flushTree(beside);
    await rename(beside, to);
    flushFolder(dirname(to));
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  }
  const unkeyed = destroyKeys(from);
  return remove(from).then(
    () => unkeyed.length === 0,
    () => false,
  );
}

async function compare(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const copy = await stat(join(to, relative(from, path)));
    const isSame = entry.isDirectory() ? copy.isDirectory() : copy.size === (await stat(path)).size;
    if (!isSame) throw new Error('a copied file differs');
  }
}

function contents(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => !isOfSystems(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    // A file, or a folder that cannot be read: nothing can be put there.
    return ['?'];
  }
}
