import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { plainDiskName } from '../ground/file-name.ts';
import { rmSync } from '../ground/patient-files.ts';
import { isRunning } from '../ground/running.ts';

const LEFT = /\.(\d+)-(\d+)\.part$/;

/** A name for a file while it is written. No other process or thread uses this name. */
export function temporaryName(diskName: string): string {
  return `${plainDiskName(diskName)}.${process.pid}-${threadId}.part`;
}

/**
 * Removes the half-written files that a killed process left in a submission's folder. They may hold answers.
 */
export function sweepTemporary(folder: string): void {
  // Most submissions have no folder, as they have no files. The error of reading one is slow to make.
  if (!existsSync(folder)) return;
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    const [, process, thread] = LEFT.exec(name) ?? [];
    if (process === undefined) continue;
    if (!isWriting(Number(process), Number(thread))) rmSync(join(folder, name), { force: true });
  }
}

/**
 * Whether the writer may still be at work. This thread has not started to write there yet, so its files are
 * old.
 */
function isWriting(writer: number, thread: number): boolean {
  if (writer === process.pid) return thread !== threadId;
  return isRunning(writer);
}
