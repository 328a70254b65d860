import { readFileSync } from 'node:fs';
import { realpath, stat, statfs } from 'node:fs/promises';
import { parse, sep } from 'node:path';
import { mountsIn } from './mounts.ts';

/** The disk that holds a folder. */
export interface Disk {
  /** A drive, a volume or a mount point. */
  readonly name: string;
  /** Bytes. */
  readonly free: number;
  /** Its number in the system; null when the system gives none. */
  readonly device: number | null;
}

/** A share that does not reply within this time counts as not connected. A disk that wakes up, or a busy one, replies. */
const PATIENCE_MS = 5000;

/** Returns the disk of a folder; null when the folder is not there, or its disk does not reply. */
export async function diskOf(folder: string): Promise<Disk | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS);
  });
  try {
    return await Promise.race([look(folder), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function look(folder: string): Promise<Disk | null> {
  try {
    const whole = await realpath(folder);
    const { dev } = await stat(whole);
    const { bavail, bsize } = await statfs(whole);
    return { name: nameOf(whole), free: bavail * bsize, device: dev === 0 ? null : dev };
  } catch {
    return null;
  }
}

function nameOf(folder: string): string {
  const volume = /^\/Volumes\/[^/]+/.exec(folder)?.[0];
  if (process.platform === 'darwin') return volume ?? '/';
  if (process.platform === 'win32') return parse(folder).root;
  return mountPoint(folder);
}

function mountPoint(folder: string): string {
  const paths = mountsIn(readFileSync('/proc/mounts', 'utf8')).map(({ path }) => path);
  const around = paths.filter(
    (path) => path === sep || folder === path || folder.startsWith(`${path}${sep}`),
  );
  return around.reduce((best, path) => (path.length > best.length ? path : best), sep);
}
