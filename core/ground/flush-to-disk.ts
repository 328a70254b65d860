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
export function flushLargeToDisk(path: string): Promise<void> {
  return flush(path, 'r+');
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
 * system's errors, and the signal's reason.
 */
export async function flushTree(folder: string, signal?: AbortSignal): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    signal?.throwIfAborted();
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await flushTree(path, signal);
    // Windows flushes only what may be written.
    else if (entry.isFile()) await flush(path, process.platform === 'win32' ? 'r+' : 'r');
  }
  if (process.platform !== 'win32') await flush(folder, 'r');
}

async function flush(path: string, mode: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, mode);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
