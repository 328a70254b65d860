import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  endOf,
  errorsIn,
  failedInPlaywright,
  failedInVitest,
  type PlaywrightReport,
  type VitestReport,
} from './what-failed.ts';

/** What one runner found. A runner that ran nothing has failed. */
export interface Result {
  readonly passed: number;
  readonly failed: number;
  /** It could not be run here, and has said why. */
  readonly isSkipped?: true;
  /** What failed and how, a few lines each. */
  readonly wrong?: readonly string[];
}

export type Print = (text: string | Buffer) => void;

/** One kind of checks: what `npm test` and `npm run check` are made of. */
export interface Runner {
  readonly name: string;
  readonly run: (print: Print) => Promise<Result>;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const env = {
  ...process.env,
  PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`,
};

/**
 * How V8 ends a process whose own checks have failed, as they do now and then where threads run WebAssembly
 * (`vitest.config.ts`). Node reads TypeScript with it, until the result is in its compile cache (`setup.mjs`); the threads
 * of what is shipped run none.
 */
const V8_SIGNALS: ReadonlySet<string | null> = new Set(['SIGTRAP', 'SIGILL', 'SIGABRT']);
/** Vitest goes on when one of the processes that run tests has ended. */
const WORKER_ENDED = /Worker exited unexpectedly with signal (SIG[A-Z]+)/;

/** How a program has ended. */
export interface Ended {
  readonly code: number;
  /** The signal that ended it; null when it ended by itself. */
  readonly signal: string | null;
  readonly output: string;
}

/** Runs a program of `node_modules` with its output shown. */
export function start(
  print: Print,
  program: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...env, ...more },
      shell: process.platform === 'win32',
    });
    let output = '';
    const show = (chunk: Buffer): void => {
      output += chunk.toString();
      print(chunk);
    };
    child.stdout.on('data', show);
    child.stderr.on('data', show);
    child.on('error', () => resolve({ code: 127, signal: null, output }));
    child.on('close', (code, signal) => resolve({ code: code ?? 1, signal, output }));
  });
}

/** As `start`; once more, which it says, when Node itself has ended. */
export async function startSurely(...run: Parameters<typeof start>): Promise<Ended> {
  const ended = await start(...run);
  const signal = ended.signal ?? WORKER_ENDED.exec(ended.output)?.[1] ?? null;
  if (!V8_SIGNALS.has(signal)) return ended;
  const [print] = run;
  print(`\nNode ended by ${signal}; all of this is run once more.\n`);
  return start(...run);
}

/** A check that passes or fails as a whole. */
export async function check(print: Print, program: string, args: readonly string[]): Promise<Result> {
  const { code, output } = await start(print, program, args);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, wrong: [endOf(output)] };
}

/** A plain program that ends with the line `N passed, N failed`. */
export async function counting(print: Print, program: string, args: readonly string[]): Promise<Result> {
  const { code, output } = await start(print, program, args);
  const match = /^(\d+) passed, (\d+) failed$/m.exec(output);
  if (match === null) return { passed: 0, failed: 1, wrong: [endOf(output)] };
  const told = Number(match[2]);
  const failed = code !== 0 && told === 0 ? 1 : told;
  return { passed: Number(match[1]), failed, wrong: failed > 0 ? [endOf(output)] : [] };
}

/** Vitest's projects and folders: all of them unless some are named. */
export async function vitest(
  print: Print,
  {
    project,
    folders = [],
    env = {},
  }: {
    readonly project?: 'unit' | 'process';
    readonly folders?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<Result> {
  return withReport(async (report) => {
    const args = [
      'run',
      ...folders,
      ...(project === undefined ? [] : [`--project=${project}`]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ];
    const { code, output } = await startSurely(print, 'vitest', args, env);
    const found = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
    const { numPassedTests: passed, numFailedTests, numFailedTestSuites } = found;
    const failed = Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0, code === 0 ? 0 : 1);
    const wrong = failedInVitest(found);
    // An error outside every test: only the output has it.
    return { passed, failed, wrong: failed > 0 && wrong.length === 0 ? [errorsIn(output)] : wrong };
  });
}

/** The specs in the app's window. A spec that was skipped or is flaky has not passed. */
export async function playwright(print: Print): Promise<Result> {
  return withReport(async (report) => {
    const { code, output } = await start(
      print,
      'playwright',
      ['test', '--config=e2e/playwright.config.ts', '--reporter=list,json'],
      { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    );
    const found = JSON.parse(readFileSync(report, 'utf8')) as PlaywrightReport;
    const { expected, unexpected, flaky, skipped } = found.stats;
    const failed = Math.max(unexpected + flaky + skipped, code === 0 ? 0 : 1);
    const wrong = failedInPlaywright(found);
    return { passed: expected, failed, wrong: failed > 0 && wrong.length === 0 ? [endOf(output)] : wrong };
  });
}

/** Gives a place for a report in JSON. A runner that wrote none, or none that can be read, has failed. */
async function withReport(run: (path: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'attache-report-'));
  try {
    return await run(join(folder, 'report.json'));
  } catch (error) {
    return { passed: 0, failed: 1, wrong: [String(error)] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
