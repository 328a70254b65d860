import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareWindows, type Windows, whyNoWindows, windowsPath } from './prepare.ts';
import { runInWine } from './wine.ts';

/*
 * `npm run test:windows`: the demo, and the suites of `core`, `keys`, `cli` and `app`, on Node for Windows in Wine. With
 * names of files behind it, these alone; with `--sample`, what `npm test` takes where Wine is there already.
 */

/** The batch file, names, zips, exports, locks, files that are held, and imports from start to end: where Windows differs most. */
const SAMPLE = [
  'cli/installed/attache-cmd.process.test.ts',
  'core/ground/file-name.test.ts',
  'core/ground/patient-files.test.ts',
  'core/ground/work-folders.test.ts',
  'core/source/folder/zip',
  'core/export/export.test.ts',
  'core/export/held.test.ts',
  'core/export/media-folder.test.ts',
  'core/pull/long-names.test.ts',
  'core/store/pull-lock',
];
const SUITES = ['core/', 'keys/', 'cli/', 'app/'];

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

interface Found {
  readonly passed: number;
  readonly failed: number;
}

/** The demo counts as one test. It passes when it exits without an error. */
async function demo(windows: Windows): Promise<Found> {
  process.stdout.write('== the demo, on Windows\n');
  const code = await runInWine(windows, ['fixtures/demo/demo.ts']);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function suites(windows: Windows, files: readonly string[], scratch: string): Promise<Found> {
  process.stdout.write(`== ${files.join(' ')}, on Windows\n`);
  const path = join(scratch, 'vitest.json');
  const code = await runInWine(windows, [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...files,
    '--no-color',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${windowsPath(path)}`,
  ]);
  if (!existsSync(path)) return { passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  for (const line of skips(report)) process.stdout.write(`skipped: ${line}\n`);
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((one) => one.status !== 'failed'),
  );
  for (const { name, message } of broken) process.stdout.write(`not run: ${name}: ${message}\n`);
  // Without this check a moved file would be skipped silently.
  const gone = files.filter(
    (file) => !report.testResults.some(({ name }) => name.replaceAll('\\', '/').includes(file)),
  );
  for (const file of gone) process.stdout.write(`no test: ${file}\n`);
  const failed = report.numFailedTests + broken.length + gone.length;
  return { passed: report.numPassedTests, failed: Math.max(failed, code === 0 ? 0 : 1) };
}

/** Every skipped test, once. Its name ends with the reason, or the reason was printed beside it. */
function skips({ testResults }: Report): readonly string[] {
  const all = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'pending' || status === 'skipped' || status === 'todo')
      .map(({ fullName }) => `${name.replace(/^.*?\/copy\//, '')}: ${fullName}`),
  );
  return [...new Set(all)].sort();
}

const args = process.argv.slice(2);
const isSample = args.includes('--sample');
const asked = args.filter((arg) => !arg.startsWith('--'));
const files = asked.length > 0 ? asked : isSample ? SAMPLE : SUITES;
const total = { passed: 0, failed: 0 };

function add({ passed, failed }: Found): void {
  total.passed += passed;
  total.failed += failed;
}

/**
 * Prepares Windows. Returns null where that fails, which is an error only when the user asked for Windows by
 * name.
 */
function prepared(): Windows | null {
  try {
    const why = isSample ? whyNoWindows() : null;
    if (why !== null) throw new Error(why);
    return prepareWindows();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stdout.write(`${isSample ? 'Skipped' : 'Not run'}: ${reason}\n`);
    if (!isSample) total.failed += 1;
    return null;
  }
}

const windows = prepared();
if (windows !== null) {
  const scratch = mkdtempSync(join(tmpdir(), 'attache-windows-'));
  if (asked.length === 0 && !isSample) add(await demo(windows));
  add(await suites(windows, files, scratch));
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
