import { spawnSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeEarlierWorkspace } from '../fixtures/bench-data/earlier-workspace.ts';
import { keptStorage } from '../fixtures/bench-data/kept-storage.ts';
import { backedUp } from './backup.ts';
import type { Figure } from './figures.ts';
import { formatted } from './formats.ts';
import type { Bench, Part } from './part.ts';
import type { Storing } from './storing.ts';
import { measureSmallLine } from './whole-line.ts';

/** Up to this size, only the line is measured: it shows whether memory grows. */
const SMALL = 10_000;
/** What larger ones are shown beside. The floor is measured for so many submissions. */
const BESIDE = 100_000;
const FORM = 'bench';
const PROGRAM = fileURLToPath(new URL('./workspace-step.ts', import.meta.url));

/** What a step on a made workspace took. */
interface Step {
  readonly name: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/**
 * Measures the whole line and then everything that people do with a workspace, at 10,000 (the line alone), at 100,000 and
 * at the given number of submissions. Each step of the last is shown beside as many times its time at 100,000. Tells
 * the figures of each size when they are there.
 */
export const measureScale: Part = async (bench, tell) => {
  const { submissions } = bench;
  let beside: readonly Step[] = [];
  for (const size of [...new Set([SMALL, BESIDE, submissions])].filter((one) => one <= submissions)) {
    const { line, steps } = await measureSize(bench, size);
    const times = size / BESIDE;
    tell([...line, ...steps.map((step) => figureOf(step, size, beside, times))]);
    if (size === BESIDE) beside = steps;
  }
};

function figureOf(step: Step, size: number, beside: readonly Step[], times: number): Figure {
  const { name, seconds, cpuSeconds, peakMb } = step;
  const other = beside.find((one) => one.name === name);
  return {
    group: `With a workspace of ${size.toLocaleString('en')} submissions`,
    name,
    value: seconds,
    unit: 's',
    cpuSeconds,
    peakMb,
    ...(other && {
      ratio: {
        value: seconds / (other.seconds * times),
        of: `${times} × that of ${BESIDE.toLocaleString('en')}`,
      },
    }),
  };
}

async function measureSize(
  { folder, data, isKept, submissions, threads }: Bench,
  size: number,
): Promise<{ readonly line: readonly Figure[]; readonly steps: readonly Step[] }> {
  const out = join(folder, `line-${size}`);
  const storage = keptStorage(data, size);
  const line = await measureSmallLine({ storage, submissions: size, out, threads, mostOfFloor: BESIDE });
  if (!isKept) rmSync(data, { recursive: true });
  const workspace = join(out, 'workspace');
  const bytes = statSync(join(workspace, 'attache.sqlite')).size / size;
  rmSync(join(out, 'csv'), { recursive: true });
  const isForLineAlone = size < Math.min(BESIDE, submissions);
  const used = isForLineAlone ? [] : stepsOn(workspace, out, size);
  const { storing } = runStep('store', workspace);
  if (storing === null) throw new Error('nothing was stored');
  const migrated = isForLineAlone ? [] : migrate(workspace, out);
  rmSync(out, { recursive: true });
  const database = {
    group: line[0]?.group ?? '',
    name: 'size of the database',
    value: bytes,
    unit: 'bytes a submission',
  };
  const stored = {
    group: database.group,
    name: 'storing more, decrypted before, one thread',
    value: storing.perSecond,
    unit: 'submissions/s',
    note: `${Math.round(storing.perCpuSecond).toLocaleString('en')} in a second of the processor`,
  };
  return { line: [...line, database, stored], steps: [...used, ...migrated] };
}

/** Does with a workspace what people do. Takes a folder for what is written, which is removed again. */
function stepsOn(workspace: string, out: string, size: number): readonly Step[] {
  const exported = (format: string, name: string): Step => {
    const place = join(out, format);
    const { submissions, ...step } = formatted({ workspace, formId: FORM, format, out: place });
    rmSync(place, { recursive: true });
    if (submissions !== size) throw new Error(`${format}: only ${submissions} came out`);
    return { name, ...step };
  };
  const backup = join(out, 'backup');
  const saved = (name: string, ...args: readonly string[]): Step => {
    const { findings, seconds, cpuSeconds, peakMb } = backedUp(args);
    if (findings > 0) throw new Error(`${name}: not all of it is there`);
    return { name, seconds, cpuSeconds, peakMb };
  };
  const restored = join(out, 'restored');
  const steps = [
    ...stepsOf('browse', workspace),
    exported('tidy', 'export as CSV'),
    exported('parquet', 'export as Parquet'),
    ...stepsOf('verify', workspace),
    saved('first backup', 'backup', workspace, backup),
    saved('check of the backup', 'verify', workspace, backup),
    saved('restore', 'restore', workspace, backup, restored),
  ];
  rmSync(restored, { recursive: true });
  steps.push(saved('second backup, nothing is new', 'backup', workspace, backup));
  rmSync(backup, { recursive: true });
  return steps;
}

/** Makes a workspace of an earlier version with the same submissions, in place of this one, and opens it. */
function migrate(workspace: string, out: string): readonly Step[] {
  const earlier = join(out, 'earlier');
  writeEarlierWorkspace(workspace, earlier);
  rmSync(workspace, { recursive: true });
  return stepsOf('migrate', earlier);
}

function stepsOf(action: 'browse' | 'verify' | 'migrate', workspace: string): readonly Step[] {
  const { steps, peakMb } = runStep(action, workspace);
  return steps.map((step) => ({ ...step, peakMb }));
}

/** Runs `workspace-step.ts` in a process of its own. */
function runStep(
  action: 'browse' | 'verify' | 'migrate' | 'store',
  workspace: string,
): {
  readonly steps: readonly Omit<Step, 'peakMb'>[];
  readonly storing: Storing | null;
  readonly peakMb: number;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, action, workspace], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${action}: ${stderr}`);
  return JSON.parse(stdout);
}
