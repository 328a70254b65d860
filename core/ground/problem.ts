import { type ProblemData, problemData } from './problem-data.ts';
import { catalogue, type ProblemCode, type ProblemParams } from './problems/catalogue.ts';
import { written } from './problems/message.ts';
import { commandText, type ParamsOf, type ProblemSpec } from './problems/spec.ts';

export type { ProblemCode, ProblemParams } from './problems/catalogue.ts';
export { type ProblemData, problemData };

/**
 * Something that went wrong and that the user can be told about: a code of the catalogue with its typed
 * details. `message` is the command line's sentence. Any other error is a bug.
 */
export class Problem<C extends ProblemCode = ProblemCode> extends Error {
  readonly code: C;
  readonly params: ProblemParams<C>;

  constructor(code: C, params: ProblemParams<C>, options?: { readonly cause?: unknown }) {
    super(describe({ code, params } as ProblemData).message, options);
    this.name = 'Problem';
    this.code = code;
    this.params = params;
  }

  /** The plain data of this problem, for storing or posting. */
  get data(): ProblemData {
    return problemData(this.code, this.params);
  }
}

export function isProblem(error: unknown): error is Problem {
  return error instanceof Problem;
}

export interface ProblemText {
  readonly message: string;
  readonly action: string;
  /** True when pulling or decrypting again, with nothing else changed, may succeed. */
  readonly retry: boolean;
  /** Exit code of the command line for this problem's family. */
  readonly exit: number;
}

/**
 * Returns the command line's words for a problem: the sentence, what to do, whether a retry may help, the
 * exit code. Throws on an unknown code.
 */
export function describe(problem: ProblemData): ProblemText {
  const spec = catalogue[problem.code] as ProblemSpec | undefined;
  if (spec === undefined) throw new Error(`no such problem code: ${problem.code}`);
  const values = { ...problem.params, ...spec.forCommand?.(problem.params as ParamsOf<typeof spec.details>) };
  return {
    message: written(commandText(spec.sentence), values),
    action: written(commandText(spec.action), values),
    retry: spec.retry,
    exit: spec.exit,
  };
}

/** Whether this version has a problem with that code. Stored problems may come from another version. */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(catalogue, code);
}

/** Turns plain data back into a problem, to throw it on this side of a thread or process. */
export function problemOf(data: ProblemData): Problem {
  return new Problem(data.code, data.params as ProblemParams<ProblemCode>);
}

/**
 * True for a login that is missing, refused, or cannot be sent. Then no other request to that server can
 * succeed.
 */
export function isAboutLogin({ code }: Pick<ProblemData, 'code'>): boolean {
  return code.startsWith('net.login_') && code !== 'net.login_elsewhere';
}

/**
 * True for a login that stays refused until somebody changes it. Attaché does not sign in with it
 * automatically again, because wrong passwords lock accounts. Not for a lock, which ends after a time, nor
 * for an account that signs in through another service, where a password may be allowed later.
 */
export function isRefusedLogin(problem: Pick<ProblemData, 'code'>): boolean {
  const isPassing = problem.code === 'net.login_locked' || problem.code === 'net.login_by_service';
  return isAboutLogin(problem) && !isPassing;
}
