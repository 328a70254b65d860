import type { Clock } from '../ground/clock.ts';
import type { ProblemData } from '../ground/problem.ts';
import type { Workspace } from '../store/workspace.ts';

/**
 * Notes whether a source was reached: null when it was, else the problem. Does not note a problem on this
 * computer's side, for example an unknown password.
 */
export function noteReached(
  workspace: Pick<Workspace, 'sourceStates' | 'transaction'>,
  clock: Clock,
  source: string,
  problem: ProblemData | null,
): void {
  if (problem !== null && !/^(net|source)\./.test(problem.code)) return;
  const at = clock.now().toISOString();
  workspace.transaction(() => {
    if (problem === null) workspace.sourceStates.reached(source);
    else workspace.sourceStates.notReached(source, at, problem);
  });
}
