const MOST_TESTS = 8;
const MOST_LINES = 12;

/** The part of Vitest's JSON report that is read here. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    /** Why the file could not be run. */
    readonly message: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

interface Suite {
  readonly suites?: readonly Suite[];
  readonly specs: readonly {
    readonly title: string;
    readonly file: string;
    readonly ok: boolean;
    readonly tests: readonly {
      readonly status: string;
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}

/** The part of Playwright's JSON report that is read here. */
export interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  readonly suites: readonly Suite[];
}

/** The failed tests of Vitest, and the files that could not be run. */
export function failedInVitest({ testResults }: VitestReport): readonly string[] {
  const all = testResults.flatMap(({ name, message, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [told(name, message)] : [];
    return failed.map(({ fullName, failureMessages }) =>
      told(`${name} > ${fullName}`, (failureMessages ?? []).join('\n')),
    );
  });
  return firstOf(all);
}

/** The specs of Playwright that failed, or passed only when they were run again. */
export function failedInPlaywright({ suites }: PlaywrightReport): readonly string[] {
  const specs = (suite: Suite): Suite['specs'] => [...suite.specs, ...(suite.suites ?? []).flatMap(specs)];
  const all = suites
    .flatMap(specs)
    .flatMap(({ title, file, tests }) =>
      tests
        .filter(({ status }) => status !== 'expected')
        .map(({ status, results }) =>
          told(`${file} > ${title} (${status})`, results.map(({ error }) => error?.message ?? '').join('\n')),
        ),
    );
  return firstOf(all);
}

/** What Vitest printed about errors that are of no test; without them the end of what it printed. */
export function errorsIn(output: string): string {
  const at = output.indexOf('Unhandled Error');
  return at === -1 ? endOf(output) : told('outside the tests', output.slice(at));
}

/** The end of what a program printed. */
export function endOf(output: string): string {
  return output.trimEnd().split('\n').slice(-MOST_LINES).join('\n');
}

function told(name: string, message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '' && !line.includes('/node_modules/'));
  return [name, ...lines.slice(0, MOST_LINES).map((line) => `  ${line}`)].join('\n');
}

function firstOf(all: readonly string[]): readonly string[] {
  const more = all.length - MOST_TESTS;
  return more > 0 ? [...all.slice(0, MOST_TESTS), `and ${more} more`] : all;
}
