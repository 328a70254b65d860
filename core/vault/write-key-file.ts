import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, statSync, writeSync } from 'node:fs';
import { flushFolder } from '../ground/flush-to-disk.ts';
import { openSync, renameSync, rmSync, writeFileSync } from '../ground/patient-files.ts';
import {
  nextWorkspaceKeyPath,
  parseWorkspaceKeyFile,
  textAt,
  type WorkspaceKeyFile,
  workspaceKeyPath,
} from './key-file.ts';
import { type UnlockWith, unlock } from './unlock.ts';

/**
 * Writes the key file of a workspace. The new file lies beside the old one until it is on the disk and was
 * read back, and everything in `proofs` has unlocked it; only then it takes the old one's place. A kill at
 * any step leaves a whole key file, the old one or the new one. `beforeUse` is called just before that; if it
 * throws, the old one stays. The caller holds the lock of the key file. Throws the file system's errors, and
 * what `unlock` throws.
 */
export async function writeWorkspaceKeyFile(
  folder: string,
  file: WorkspaceKeyFile,
  proofs: readonly UnlockWith[],
  beforeUse: () => void = () => undefined,
): Promise<void> {
  const [path, next] = [workspaceKeyPath(folder), nextWorkspaceKeyPath(folder)];
  const text = `${JSON.stringify(file, null, 2)}\n`;
  // What a killed program left.
  rmSync(next, { force: true });
  try {
    writeFileSync(next, text, { mode: 0o600, flag: 'wx', flush: true });
    const written = textAt(next, folder);
    if (written !== text) throw new Error('the key file is not what was written');
    for (const how of proofs) await unlock(parseWorkspaceKeyFile(written, folder), how, folder);
    beforeUse();
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
  flushFolder(folder);
}

/**
 * Destroys the wrapped key: overwrites the key file and what a killed program left of one, and removes them.
 * After this nothing of the workspace can be read again. Throws the file system's errors; what could be
 * overwritten then is overwritten.
 */
export function destroyWorkspaceKeyFile(folder: string): void {
  const paths = [workspaceKeyPath(folder), nextWorkspaceKeyPath(folder)].filter(
    (path) => statSync(path, { throwIfNoEntry: false }) !== undefined,
  );
  for (const path of paths) overwrite(path);
  for (const path of paths) rmSync(path, { force: true });
  if (paths.length > 0) flushFolder(folder);
}

/** Overwrites in place, so that the same blocks of the disk are written where the disk does so. */
function overwrite(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    const { size } = fstatSync(handle);
    writeSync(handle, randomBytes(size), 0, size, 0);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
