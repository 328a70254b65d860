import { describe, isProblem, type ProblemData } from '../../core/ground/problem.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import type { Answer, ProblemView } from './common.ts';

/** A problem with its English words; the window shows its own where it has them. */
export function problemView(problem: ProblemData): ProblemView {
  const { message, action, retry } = describe(problem);
  return { code: problem.code, params: problem.params, message, action, retry };
}

/**
 * Does the work and gives its answer. A problem becomes the answer's problem; anything else is a bug, told without its
 * message, which could hold an answer or a secret. Takes the workspace's folder, for what SQLite or the disk refuse.
 */
export async function answer<R>(folder: string, work: () => R | Promise<R>): Promise<Answer<R>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const problem = storeProblem(error, folder);
    if (isProblem(problem)) return { ok: false, problem: problemView(problem.data) };
    return { ok: false, problem: problemView({ code: 'engine.bug', params: {} }) };
  }
}
