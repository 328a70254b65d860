import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { benchKeyFile } from '../fixtures/bench-data/bench-storage.ts';
import type { WorkspaceKind } from './bench-keys.ts';
import { bundled } from './bundled.ts';

const SOURCE = fileURLToPath(new URL('./line.ts', import.meta.url));

/** What is run: the bundle, as users have it, or the sources. */
export type LineCode = 'bundle' | 'sources';

/** What `line.ts` prints. */
export interface LineResult {
  readonly submissions: number;
  readonly importSeconds: number;
  readonly exportSeconds: number;
  readonly seconds: number;
  /** The processor time of all threads, with the start of the process. */
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/** Runs the whole line in a process of its own. Takes the storage, and the folder for what comes out. */
export async function runLine(
  storage: string,
  out: string,
  threads: number,
  kind: WorkspaceKind = 'plain',
  code: LineCode = 'bundle',
): Promise<LineResult> {
  const program = code === 'sources' ? SOURCE : await bundled('line');
  const args = [program, storage, out, benchKeyFile, String(threads), kind];
  const run = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as LineResult;
}
