import { closeSync, fsyncSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { open, openSync } from './patient-files.ts';

/** Makes sure that a finished file is on the disk, and not only in the system's memory. */
export function flushToDisk(path: string, mode: 'r' | 'r+'): void {
  const handle = openSync(path, mode);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The same for a file of any size, while other work continues. */
export async function flushLargeToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Makes sure that a folder's list of names is on the disk. Windows does this automatically and cannot open a
 * folder.
 */
export function flushFolder(folder: string): void {
  if (process.platform !== 'win32') flushToDisk(folder, 'r');
}

/**
 * Makes sure that a folder with everything in it is on the disk. Lets other work run meanwhile. Throws the file
 * system's errors.
 */
export async function flushTree(folder: string): Promise<void> {
  const isWindows = process.platform === 'win32';
  const flush = async (path: string): Promise<void> => {
    // Windows flushes only what may be written.
    const handle = await open(path, isWindows ? 'r+' : 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  };
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() || (entry.isDirectory() && !isWindows)) {
      await flush(join(entry.parentPath, entry.name));
    }
  }
  if (!isWindows) await flush(folder);
}
