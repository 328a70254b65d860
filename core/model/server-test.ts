import type { ProblemData } from '../ground/problem.ts';
import type { ServerKind } from './server-kind.ts';
/** What a test of a server looks at, in this order. */
export const checks = ['address', 'certificate', 'proxy', 'login', 'rights'] as const;
export type Check = (typeof checks)[number];

/** One line of a test: what was checked, the result, and the details for its text. */
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
  /** True when the test found no fault. */
  readonly isGood: boolean;
  readonly lines: readonly LineOfTest<P>[];
  /** How many forms the account sees; null when they were not listed. */
  readonly forms: number | null;
  /** The kind that was found or assumed; null when it was not found. Absent in tests of earlier versions. */
  readonly kind?: ServerKind | null;
}
