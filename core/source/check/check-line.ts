import { isProblem, type ProblemData } from '../../ground/problem.ts';
import type { Check, LineOfTest } from '../../model/server-test.ts';

/** One line of a test of a server. */
export type CheckLine = LineOfTest<ProblemData>;

/** A line that ends the test. */
export class Stopped extends Error {
  readonly line: CheckLine;

  constructor(line: CheckLine) {
    super(line.code);
    this.line = line;
  }
}

/** Does a part of the test; a Problem that it throws ends the test. Throws `Stopped`, and any bug as it is. */
export async function stopping<T>(check: Check, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Stopped(bad(check, problemOf(error)));
  }
}

/** The problem that was thrown; a bug is thrown on. */
export function problemOf(error: unknown): ProblemData {
  if (!isProblem(error)) throw error;
  return error.data;
}

/** A line without a problem. */
export function plain(
  check: Check,
  state: CheckLine['state'],
  code: CheckLine['code'],
  params: CheckLine['params'] = {},
): CheckLine {
  return { check, state, code, params, problem: null };
}

/** A line for what is wrong, with more details for its words. */
export function bad(check: Check, problem: ProblemData, more: CheckLine['params'] = {}): CheckLine {
  return { check, state: 'bad', code: 'problem', params: { ...problem.params, ...more }, problem };
}
