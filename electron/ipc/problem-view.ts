import { describe, type ProblemData } from '../../core/ground/problem.ts';
import type { ProblemView } from './common.ts';

/** Returns a problem with its English words. The window shows translated words where it has them. */
export function problemView(problem: ProblemData): ProblemView {
  const { message, action, retry } = describe(problem);
  return { code: problem.code, params: problem.params, message, action, retry };
}
