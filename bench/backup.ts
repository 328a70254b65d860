import { spawnSync } from 'node:child_process';
import { closeSync, cpSync, fsyncSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workspaceOfFiles } from '../fixtures/workspace-of-files.ts';

interface Result {
  readonly seconds: number;
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
export function measureBackup(folder: string, photos: number): void {
  const [workspace, copy, backup, restored] = ['workspace', 'copy', 'backup', 'restored'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  workspaceOfFiles(workspace, { count: photos, bytes: BYTES });
  const megabytes = (photos * BYTES) / MB;
  console.log(`\nBackup, ${photos.toLocaleString('en')} photos of ${BYTES / 1000} KB`);
  const bare = seconds(() => copyFlushed(workspace, copy));
  rmSync(copy, { recursive: true });
  const rate = (taken: number): string => `${Math.round(megabytes / taken)} MB/s`;
  const percent = (taken: number): string => `${Math.round((bare / taken) * 100)} %`;
  console.log(`  plain copy, flushed        ${rate(bare)}`);
  const run = (...args: readonly string[]): Result => {
    const result = runProgram(args);
    if (result.findings > 0 || result.files !== photos) throw new Error(`${args[0]}: not all of it is there`);
    return result;
  };
  const first = run('backup', workspace, backup);
  console.log(
    `  first backup               ${rate(first.seconds)}, ${percent(first.seconds)} of the copy; peak ${Math.round(first.peakMb)} MB`,
  );
  const second = run('backup', workspace, backup);
  console.log(`  second, nothing is new     ${second.seconds.toFixed(1)} s`);
  const check = run('verify', workspace, backup);
  console.log(`  check of everything        ${rate(check.seconds)}`);
  const back = run('restore', workspace, backup, restored);
  console.log(`  restore                    ${rate(back.seconds)}, ${percent(back.seconds)} of the copy`);
}

function runProgram(args: readonly string[]): Result {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Result;
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

function seconds(work: () => void): number {
  const begun = performance.now();
  work();
  return (performance.now() - begun) / 1000;
}
