import { isProblem } from '../../core/ground/problem.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import type { ReplyMessage } from './common.ts';
import { problemView } from './problem-view.ts';

/**
 * Does the work and returns its reply as a message. If the work throws a Problem, the message has that
 * problem. Any other error is a bug: its text could hold an answer or a secret and is left out. Takes the
 * workspace's folder, to explain errors of SQLite or the disk. Never rejects.
 */
export async function replyWith<R>(folder: string, work: () => R | Promise<R>): Promise<ReplyMessage<R>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const problem = storeProblem(error, folder);
    if (isProblem(problem)) return { ok: false, problem: problemView(problem.data) };
    return { ok: false, problem: problemView({ code: 'engine.bug', params: {} }) };
  }
}
