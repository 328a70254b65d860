import { randomUUID } from 'node:crypto';
import { readFileSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { renameSync, rmSync, writeFileSync } from '../../ground/patient-files.ts';
import { Problem } from '../../ground/problem.ts';
import { isRunning } from '../../ground/running.ts';
import { LOCK, pathIn } from './layout.ts';
import { ageOf } from './stray-files.ts';

/** Who holds the lock. */
interface Holder {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
}

/** How often the holder shows that it is there. A long copy of the database may keep it from that. */
const SHOWN_MS = 30_000;
/** After this silence the lock counts as left, even if a process with its number runs or it is of another computer. */
const SILENT_MS = 60 * 60_000;

/**
 * Takes the lock of a backup's folder: one run at a time writes there. The lock is a file, because the folder may be on
 * any disk or share. A file that a killed run has left does not count. Returns the function that releases it. Throws
 * `backup.busy` and the file system's errors.
 */
export function lockFolder(folder: string): () => void {
  const path = pathIn(folder, LOCK);
  const own: Holder = { id: randomUUID(), host: hostname(), pid: process.pid };
  if (!tryWrite(path, own)) {
    const other = holderOf(path);
    if (other !== null && isAlive(other, path)) throw new Problem('backup.busy', { folder });
    // Of two that find the same left lock, one moves it away, and one of them then writes its own.
    const left = `${path}.${own.id}`;
    moveAway(path, left);
    rmSync(left, { force: true });
    if (!tryWrite(path, own)) throw new Problem('backup.busy', { folder });
  }
  const shown = setInterval(() => touch(path), SHOWN_MS);
  shown.unref();
  return () => {
    clearInterval(shown);
    if (holderOf(path)?.id === own.id) rmSync(path, { force: true });
  };
}

function tryWrite(path: string, own: Holder): boolean {
  try {
    writeFileSync(path, JSON.stringify(own), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** null when there is none, or a kill has cut it. */
function holderOf(path: string): Holder | null {
  try {
    const { id, host, pid } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    return id === undefined || host === undefined || pid === undefined ? null : { id, host, pid };
  } catch {
    return null;
  }
}

function isAlive({ host, pid }: Holder, path: string): boolean {
  const age = ageOf(path);
  if (age > SILENT_MS) return false;
  if (host !== hostname()) return true;
  // A process with our number may have ended before this one began.
  return pid === process.pid ? age < process.uptime() * 1000 : isRunning(pid);
}

function moveAway(path: string, to: string): void {
  try {
    renameSync(path, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** The disk may be gone: the run itself notices that. */
function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // See above.
  }
}
