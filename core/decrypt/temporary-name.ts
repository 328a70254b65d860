import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { plainDiskName } from '../ground/file-name.ts';
import { rmSync } from '../ground/patient-files.ts';
import { isRunning } from '../ground/running.ts';

const LEFT = /\.(\d+)-(\d+)\.part$/;

/** A name for a file while it is written, that no other process or thread uses for its own copy of the submission. */
export function temporaryName(diskName: string): string {
  return `${plainDiskName(diskName)}.${process.pid}-${threadId}.part`;
}

/** Removes what a process that was killed left half written in a submission's folder; it may hold answers. */
export function sweepTemporary(folder: string): void {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    // Most submissions have no folder, as they have no files.
    return;
  }
  for (const name of names) {
    const [, process, thread] = LEFT.exec(name) ?? [];
    if (process === undefined) continue;
    if (!isWriting(Number(process), Number(thread))) rmSync(join(folder, name), { force: true });
  }
}

/** Another thread of this process may be at work there; this one is not, yet. */
function isWriting(writer: number, thread: number): boolean {
  if (writer === process.pid) return thread !== threadId;
  return isRunning(writer);
}
