import { spawnSync } from 'node:child_process';
import { closeSync, cpSync, fsyncSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workspaceOfFiles } from '../fixtures/workspace-of-files.ts';
import type { Figure } from './figures.ts';

/** What `large-process.ts` prints. */
export interface BackupResult {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly files: number;
  readonly findings: number;
}

const PROGRAM = fileURLToPath(new URL('../app/backup/testing/large-process.ts', import.meta.url));
const BYTES = 200_000;
const MB = 1_000_000;

/**
 * Measures the first backup of a workspace with so many photos beside a plain copy of the same bytes, a second backup
 * when nothing has changed, a check of everything, and a restore. Takes an empty folder. Throws when something is not
 * as it was.
 */
export function measureBackup(folder: string, photos: number): readonly Figure[] {
  const [workspace, copy, backup, restored] = ['workspace', 'copy', 'backup', 'restored'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  workspaceOfFiles(workspace, { count: photos, bytes: BYTES });
  const megabytes = (photos * BYTES) / MB;
  const group = `Backup, ${photos.toLocaleString('en')} photos of ${BYTES / 1000} KB`;
  const bare = secondsOf(() => copyFlushed(workspace, copy));
  rmSync(copy, { recursive: true });
  const run = (name: string, ...args: readonly string[]): Figure & { readonly seconds: number } => {
    const result = backedUp(args);
    if (result.findings > 0 || result.files !== photos) throw new Error(`${args[0]}: not all of it is there`);
    const { seconds, cpuSeconds, peakMb } = result;
    const ratio = { value: bare / seconds, of: 'the copy' };
    return { group, name, value: megabytes / seconds, unit: 'MB/s', cpuSeconds, peakMb, ratio, seconds };
  };
  const first = run('first backup', 'backup', workspace, backup);
  const second = run('second, nothing is new', 'backup', workspace, backup);
  return [
    { group, name: 'plain copy, flushed', value: megabytes / bare, unit: 'MB/s' },
    first,
    {
      ...second,
      value: second.seconds,
      unit: 's',
      ratio: { value: second.seconds / first.seconds, of: 'the first' },
    },
    run('check of everything', 'verify', workspace, backup),
    run('restore', 'restore', workspace, backup, restored),
  ];
}

/** Does one thing with a backup in a process of its own. Takes what `large-process.ts` takes. */
export function backedUp(args: readonly string[]): BackupResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as BackupResult;
}

/** A copy that is on the disk, as a backup is when it says so. */
function copyFlushed(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  for (const entry of readdirSync(to, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = openSync(join(entry.parentPath, entry.name), 'r');
    fsyncSync(file);
    closeSync(file);
  }
}

function secondsOf(work: () => void): number {
  const begun = performance.now();
  work();
  return (performance.now() - begun) / 1000;
}
