import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatIds } from '../core/export/formats/descriptions.ts';
import { canServe, PostgresServer } from '../core/export/formats/postgres/testing/postgres-server.ts';
import { makeFiftyWorkspace } from '../fixtures/bench-data/fifty-questions.ts';

/** What `one-format.ts` prints. */
interface Result {
  readonly submissions: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

const PROGRAM = fileURLToPath(new URL('./one-format.ts', import.meta.url));

/** What part of the speed of the bare read each format is to reach; the others are printed only. */
const TO_REACH: Readonly<Record<string, number>> = {
  tidy: 40,
  parquet: 40,
  postgres: 40,
  stata: 30,
  spss: 30,
  excel: 20,
  geopackage: 30,
};

/**
 * Exports a form of 50 questions in each format, each in a process of its own, beside a bare read and parse of the
 * same rows from SQLite. Takes an empty folder. Prints the results. PostgreSQL is the server at `BENCH_POSTGRES` (a
 * URL), or else one that is started here; without either it is left out.
 */
export async function measureFormats(folder: string, submissions: number): Promise<void> {
  const workspace = join(folder, 'workspace');
  makeFiftyWorkspace(workspace, submissions).close();
  const isStarted = process.env.BENCH_POSTGRES === undefined && canServe();
  const server = isStarted ? await PostgresServer.start() : null;
  try {
    measureAll(folder, workspace, submissions, server?.socketUrl ?? process.env.BENCH_POSTGRES);
  } finally {
    await server?.stop();
  }
}

function measureAll(folder: string, workspace: string, submissions: number, postgres?: string): void {
  console.log(`\nFormats, ${submissions.toLocaleString('en')} submissions of 50 questions`);
  const env = { ...process.env, BENCH_POSTGRES: postgres };
  const bare = run([workspace, 'bare', folder], env);
  print('bare read and parse', bare, '');
  for (const format of formatIds) {
    if (`${format}` === 'postgres' && postgres === undefined) continue;
    const out = join(folder, format);
    const result = run([workspace, format, out], env);
    rmSync(out, { recursive: true, force: true });
    if (result.submissions !== bare.submissions)
      throw new Error(`${format}: only ${result.submissions} came out`);
    const wanted = TO_REACH[format];
    const percent = `${share(bare.seconds, result.seconds)} of the bare read, by CPU ${share(bare.cpuSeconds, result.cpuSeconds)}`;
    print(format, result, wanted === undefined ? percent : `${percent} (to reach ${wanted})`);
  }
}

function share(bare: number, whole: number): string {
  return `${Math.round((bare / whole) * 100)} %`;
}

function print(name: string, { submissions, seconds, cpuSeconds, peakMb }: Result, percent: string): void {
  const rate = Math.round(submissions / seconds).toLocaleString('en');
  console.log(
    `  ${name.padEnd(20)} ${rate.padStart(8)}/s  ${seconds.toFixed(1).padStart(6)} s, CPU ${cpuSeconds.toFixed(1)} s, peak ${Math.round(peakMb)} MB  ${percent}`,
  );
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Result {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    encoding: 'utf8',
    env,
  });
  if (status !== 0) throw new Error(`${args[1]}: ${stderr}`);
  return JSON.parse(stdout) as Result;
}
