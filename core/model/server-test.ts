import type { ProblemData } from '../ground/problem.ts';
import type { ServerKind } from './server-kind.ts';
/** What a test of a server looks at, in this order. */
export const checks = ['address', 'certificate', 'proxy', 'login', 'rights'] as const;
export type Check = (typeof checks)[number];

/** One line of a test: what was looked at, what came of it, and the details that its words need. */
export interface LineOfTest<P = ProblemData> {
  readonly check: Check;
  readonly state: 'ok' | 'bad' | 'warn' | 'untested' | 'working';
  /** Has words in every language. */
  readonly code:
    | 'working'
    | 'untested'
    | 'address.answers'
    | 'address.other-kind'
    | 'certificate.valid'
    | 'certificate.local'
    | 'proxy.none'
    | 'proxy.through'
    | 'login.accepted'
    | 'login.anonymous'
    | 'rights.ok'
    | 'rights.no-forms'
    | 'rights.no-submissions'
    | 'problem';
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
  readonly problem: P | null;
}

/** How a test of a server ended. */
export interface ServerTestResult<P = ProblemData> {
  /** ISO 8601. */
  readonly at: string;
  /** Nothing is wrong with it, as far as could be tried. */
  readonly isGood: boolean;
  readonly lines: readonly LineOfTest<P>[];
  /** How many forms the account sees; null when they were not listed. */
  readonly forms: number | null;
  /** What it was found to be, or was taken for; null when that was not found out. Tests of before do not say it. */
  readonly kind?: ServerKind | null;
}
