import type { ProblemCode, ProblemParams } from './problems/catalogue.ts';
import type { ProblemParam } from './problems/spec.ts';

/**
 * A problem as it is stored, sent between threads and printed: plain data, without answers or secrets. It is apart from
 * its texts, because the threads that decrypt make problems and show none: without the texts they start sooner.
 */
export interface ProblemData {
  readonly code: ProblemCode;
  readonly params: Readonly<Record<string, ProblemParam>>;
}

/** Plain problem data, typed by its code. Takes the code and its details; throws nothing. */
export function problemData<C extends ProblemCode>(code: C, params: ProblemParams<C>): ProblemData {
  return { code, params: params as Readonly<Record<string, ProblemParam>> };
}
