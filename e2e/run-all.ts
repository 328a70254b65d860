import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPrograms } from './install-programs.ts';
import { whichElectron } from './which-electron.ts';

/** What one runner found. A runner that ran nothing has failed. */
interface Result {
  readonly passed: number;
  readonly failed: number;
  /** It could not be run here, and has said why. */
  readonly isSkipped?: true;
}

type Print = (text: string | Buffer) => void;

interface Runner {
  readonly name: string;
  readonly run: (print: Print) => Promise<Result>;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), 'attache-tests-'));
const env = {
  ...process.env,
  PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`,
};

/** Runs a program of `node_modules` with its output shown, and returns its exit code and what it printed. */
function start(
  print: Print,
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
      print(chunk);
    };
    child.stdout.on('data', show);
    child.stderr.on('data', show);
    child.on('error', () => resolve({ code: 127, output }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** A check that passes or fails as a whole. */
async function check(print: Print, program: string, args: readonly string[]): Promise<Result> {
  const { code } = await start(print, program, args);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function vitest(print: Print): Promise<Result> {
  const report = join(scratch, 'vitest.json');
  const { code } = await start(print, 'vitest', [
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
async function counting(print: Print, program: string, args: readonly string[]): Promise<Result> {
  const { code, output } = await start(print, program, args);
  const match = /^(\d+) passed, (\d+) failed$/m.exec(output);
  if (match === null) return { passed: 0, failed: 1 };
  const failed = Number(match[2]);
  return { passed: Number(match[1]), failed: code !== 0 && failed === 0 ? 1 : failed };
}

/** Some of the tests on Node for Windows, where Wine is there: it is too large to be installed for them. */
async function windowsSample(print: Print): Promise<Result> {
  const found = await counting(print, process.execPath, ['e2e/windows/run.ts', '--sample']);
  return found.passed + found.failed > 0 ? found : { ...found, isSkipped: true };
}

/** The specs in the app's window. A spec that was skipped or is flaky has not passed. */
async function playwright(print: Print): Promise<Result> {
  const report = join(scratch, 'playwright.json');
  const { code } = await start(
    print,
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

/** One group after the other; within one, whatever uses a single core each runs side by side. */
const groups: readonly (readonly Runner[])[] = [
  [
    { name: 'types', run: (print) => check(print, 'tsc', ['-p', '.']) },
    { name: 'types of the window', run: (print) => check(print, 'tsc', ['-p', 'renderer']) },
    { name: 'lint', run: (print) => check(print, 'biome', ['ci', '--colors=off']) },
  ],
  [{ name: 'unit', run: vitest }],
  [
    {
      name: 'crypto on Node (OpenSSL)',
      run: (print) => counting(print, process.execPath, ['e2e/crypto/run.ts']),
    },
    {
      name: 'crypto on Bun (BoringSSL, as in Electron)',
      run: (print) => counting(print, 'bun', ['e2e/crypto/run.ts']),
    },
    {
      name: 'the packed app',
      run: (print) => counting(print, process.execPath, ['electron/packaging/package.ts']),
    },
  ],
  [{ name: 'a sample on Windows (Wine)', run: windowsSample }],
  [{ name: 'the app in its window', run: playwright }],
];

/** Runs one, says what it found and how long it took; what it prints comes at once when it is alone, else at its end. */
async function runOne({ name, run }: Runner, isAlone: boolean): Promise<Result> {
  const kept: (string | Buffer)[] = [];
  const print: Print = isAlone ? (text) => process.stdout.write(text) : (text) => kept.push(text);
  print(`\n== ${name}\n`);
  const started = performance.now();
  const { passed, failed, isSkipped } = await run(print);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const isEmpty = passed + failed === 0 && isSkipped !== true;
  print(`== ${name}: ${passed} right, ${failed} wrong${isEmpty ? ', no test was run' : ''}, ${seconds} s\n`);
  for (const text of kept) process.stdout.write(text);
  return { passed, failed: isEmpty ? 1 : failed };
}

const programs = installPrograms(whichElectron().kind === 'host');
const total = { passed: 0, failed: 0 };
for (const group of groups) {
  const results = await Promise.all(group.map((runner) => runOne(runner, group.length === 1)));
  // Installed beside the first group, which needs none.
  await programs;
  for (const { passed, failed } of results) {
    total.passed += passed;
    total.failed += failed;
  }
}
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
