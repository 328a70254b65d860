import * as fs from 'node:fs';
import * as promises from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Changes on the disk that are tried again for some seconds while another program holds the file: a
 * spreadsheet that has it open, or a virus scanner or sync client that reads it for a moment. The functions
 * have the names and parameters of those in `node:fs`. They throw the same error if the file stays held;
 * `heldFile` then names the file. All our code changes files through these functions: the test beside this
 * file finds code that does not.
 */

/** Milliseconds before each further try, about four seconds in all. */
const PAUSES: readonly number[] = [10, 20, 50, 100, 200, 400, 800, 1200, 1500];

/** Windows also reports a held file as "not allowed". On other systems "not allowed" is final. */
const PASSING_ON_WINDOWS = new Set(['EBUSY', 'EPERM', 'EACCES']);
const PASSING = new Set(['EBUSY']);

export function renameSync(from: string, to: string): void {
  againSync(() => fs.renameSync(from, to));
}

export function rmSync(path: string, options?: fs.RmOptions): void {
  againSync(() => fs.rmSync(path, options), options?.recursive);
}

export function rmdirSync(path: string): void {
  againSync(() => fs.rmdirSync(path));
}

export function copyFileSync(from: string, to: string, mode?: number): void {
  againSync(() => fs.copyFileSync(from, to, mode));
}

export function openSync(path: string, flags: string | number, mode?: number): number {
  return againSync(() => fs.openSync(path, flags, mode));
}

export function writeFileSync(
  path: string,
  data: string | NodeJS.ArrayBufferView,
  options?: fs.WriteFileOptions,
): void {
  againSync(() => fs.writeFileSync(path, data, options));
}

export function rename(from: string, to: string): Promise<void> {
  return again(() => promises.rename(from, to));
}

export function rm(path: string, options?: fs.RmOptions): Promise<void> {
  return again(() => promises.rm(path, options), options?.recursive);
}

export function rmdir(path: string): Promise<void> {
  return again(() => promises.rmdir(path));
}

export function copyFile(from: string, to: string, mode?: number): Promise<void> {
  return again(() => promises.copyFile(from, to, mode));
}

/** Copies a folder to a path where nothing is yet, or where an earlier try has begun. */
export function copyFolder(from: string, to: string): Promise<void> {
  return again(() => promises.cp(from, to, { recursive: true, preserveTimestamps: true }));
}

export function open(path: string, flags: string, mode?: number): Promise<promises.FileHandle> {
  return again(() => promises.open(path, flags, mode));
}

export function writeFile(path: string, data: string, options?: fs.WriteFileOptions): Promise<void> {
  return again(() => promises.writeFile(path, data, options));
}

/**
 * Returns the file that another program holds, if this is why an operation failed; null for every other
 * error. Takes an error that a function above threw, so that all tries have been made.
 */
export function heldFile(error: unknown, platform = process.platform): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const { code, path, dest } = error as NodeJS.ErrnoException & { readonly dest?: string };
  const candidate = [dest, path].find((one) => one !== undefined && statOf(one) !== undefined);
  if (candidate === undefined) return null;
  if (code === 'EBUSY') return candidate;
  if (platform !== 'win32' || !PASSING_ON_WINDOWS.has(String(code))) return null;
  // A folder, or a file marked as read-only, is not held: it may never be written.
  const stats = statOf(candidate);
  return stats?.isFile() === true && (stats.mode & 0o200) !== 0 ? candidate : null;
}

/**
 * Whether another try may succeed in a moment. A folder reported as not empty may be empty soon if everything
 * in it is being removed, or if it looks empty: Windows counts a removed file until nobody has it open.
 */
function mayPass(error: unknown, empties: boolean): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  const { code, path, dest } = error as NodeJS.ErrnoException & { readonly dest?: string };
  if (code === 'ENOTEMPTY') return empties || isEmpty(dest ?? path);
  return (process.platform === 'win32' ? PASSING_ON_WINDOWS : PASSING).has(String(code));
}

function isEmpty(folder: string | undefined): boolean {
  try {
    return folder !== undefined && fs.readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}

function statOf(path: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function againSync<T>(action: () => T, empties = false): T {
  for (const pause of PAUSES) {
    try {
      return action();
    } catch (error) {
      if (!mayPass(error, empties)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
  }
  return action();
}

async function again<T>(action: () => Promise<T>, empties = false): Promise<T> {
  for (const pause of PAUSES) {
    try {
      return await action();
    } catch (error) {
      if (!mayPass(error, empties)) throw error;
      await sleep(pause);
    }
  }
  return action();
}
