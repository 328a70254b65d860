import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installChromium } from './host/install-chromium.ts';
import { whichElectron } from './which-electron.ts';

/** What one runner found. A runner that ran nothing has failed. */
interface Result {
  readonly passed: number;
  readonly failed: number;
}

interface Runner {
  readonly name: string;
  readonly run: () => Promise<Result>;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), 'attache-tests-'));
const env = {
  ...process.env,
  PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`,
};

/** Runs a program of `node_modules` with its output shown, and returns its exit code and what it printed. */
function start(
  program: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...env, ...more },
      shell: process.platform === 'win32',
    });
    let output = '';
    const show = (chunk: Buffer): void => {
      output += chunk.toString();
      process.stdout.write(chunk);
    };
    child.stdout.on('data', show);
    child.stderr.on('data', show);
    child.on('error', () => resolve({ code: 127, output }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** A check that passes or fails as a whole. */
async function check(program: string, args: readonly string[]): Promise<Result> {
  const { code } = await start(program, args);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function vitest(): Promise<Result> {
  const report = join(scratch, 'vitest.json');
  const { code } = await start('vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  ) as {
    numPassedTests: number;
    numFailedTests: number;
    numFailedTestSuites: number;
  };
  const failed = Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0, code === 0 ? 0 : 1);
  return { passed: numPassedTests, failed };
}

/** A plain program that ends with the line `N passed, N failed`. */
async function counting(program: string, args: readonly string[]): Promise<Result> {
  const { code, output } = await start(program, args);
  const match = /^(\d+) passed, (\d+) failed$/m.exec(output);
  if (match === null) return { passed: 0, failed: 1 };
  const failed = Number(match[2]);
  return { passed: Number(match[1]), failed: code !== 0 && failed === 0 ? 1 : failed };
}

/** The specs in the app's window. A spec that was skipped or is flaky has not passed. */
async function playwright(): Promise<Result> {
  const report = join(scratch, 'playwright.json');
  const { code } = await start(
    'playwright',
    ['test', '--config=e2e/playwright.config.ts', '--reporter=list,json'],
    { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  );
  const { stats } = JSON.parse(readFileSync(report, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  };
  const failed = stats.unexpected + stats.flaky + stats.skipped;
  return { passed: stats.expected, failed: Math.max(failed, code === 0 ? 0 : 1) };
}

const runners: readonly Runner[] = [
  { name: 'types', run: () => check('tsc', ['-p', '.']) },
  { name: 'types of the window', run: () => check('tsc', ['-p', 'renderer']) },
  { name: 'lint', run: () => check('biome', ['ci', '--colors=off']) },
  { name: 'unit', run: vitest },
  { name: 'crypto on Node (OpenSSL)', run: () => counting(process.execPath, ['e2e/crypto/run.ts']) },
  { name: 'crypto on Bun (BoringSSL, as in Electron)', run: () => counting('bun', ['e2e/crypto/run.ts']) },
  { name: 'the packed app', run: () => counting(process.execPath, ['electron/packaging/package.ts']) },
  { name: 'the app in its window', run: playwright },
];

if (whichElectron().kind === 'host') installChromium();

const total = { passed: 0, failed: 0 };
for (const { name, run } of runners) {
  process.stdout.write(`\n== ${name}\n`);
  const started = performance.now();
  const { passed, failed } = await run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const isEmpty = passed + failed === 0;
  process.stdout.write(
    `== ${name}: ${passed} right, ${failed} wrong${isEmpty ? ', no test was run' : ''}, ${seconds} s\n`,
  );
  total.passed += passed;
  total.failed += isEmpty ? 1 : failed;
}
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
