import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatIds } from '../core/export/formats/descriptions.ts';
import { canServe, PostgresServer } from '../core/export/formats/postgres/testing/postgres-server.ts';
import { fiftyFormId, makeFiftyWorkspace } from '../fixtures/bench-data/fifty-questions.ts';
import type { Figure } from './figures.ts';

/** What `one-format.ts` prints. */
export interface FormatResult {
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
 * same rows from SQLite. Takes an empty folder. PostgreSQL is the server at `BENCH_POSTGRES` (a
 * URL), or else one that is started here; without either it is left out.
 */
export async function measureFormats(folder: string, submissions: number): Promise<readonly Figure[]> {
  const workspace = join(folder, 'workspace');
  makeFiftyWorkspace(workspace, submissions).close();
  const isStarted = process.env.BENCH_POSTGRES === undefined && canServe();
  const server = isStarted ? await PostgresServer.start() : null;
  try {
    return measureAll(folder, workspace, submissions, server?.socketUrl ?? process.env.BENCH_POSTGRES);
  } finally {
    await server?.stop();
  }
}

function measureAll(
  folder: string,
  workspace: string,
  submissions: number,
  postgres?: string,
): readonly Figure[] {
  const group = `Formats, ${submissions.toLocaleString('en')} submissions of 50 questions`;
  const bare = formatted({ workspace, formId: fiftyFormId, format: 'bare', out: folder });
  const figure = (name: string, { submissions, seconds, cpuSeconds, peakMb }: FormatResult): Figure => ({
    group,
    name,
    value: submissions / seconds,
    unit: 'submissions/s',
    cpuSeconds,
    peakMb,
  });
  const figures = [figure('bare read and parse', bare)];
  for (const format of formatIds) {
    if (`${format}` === 'postgres' && postgres === undefined) continue;
    const out = join(folder, format);
    const result = formatted({ workspace, formId: fiftyFormId, format, out, postgres });
    rmSync(out, { recursive: true, force: true });
    if (result.submissions !== bare.submissions)
      throw new Error(`${format}: only ${result.submissions} came out`);
    const wanted = TO_REACH[format];
    const byCpu = `by CPU ${Math.round((bare.cpuSeconds / result.cpuSeconds) * 100)} %`;
    figures.push({
      ...figure(format, result),
      ratio: { value: bare.seconds / result.seconds, of: 'the bare read' },
      note: wanted === undefined ? byCpu : `${byCpu} (to reach ${wanted})`,
    });
  }
  return figures;
}

/** What is exported: a form of a workspace, in a format (`bare` reads only), to a folder or a PostgreSQL server. */
export interface FormatRun {
  readonly workspace: string;
  readonly formId: string;
  readonly format: string;
  readonly out: string;
  readonly postgres?: string | undefined;
}

/** Exports in a process of its own. */
export function formatted({ workspace, formId, format, out, postgres }: FormatRun): FormatResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, workspace, format, out, formId], {
    encoding: 'utf8',
    env: { ...process.env, BENCH_POSTGRES: postgres },
  });
  if (status !== 0) throw new Error(`${format}: ${stderr}`);
  return JSON.parse(stdout) as FormatResult;
}
