import type { Clock } from '../ground/clock.ts';
import type { ProblemData } from '../ground/problem.ts';
import type { Workspace } from '../store/workspace.ts';

/**
 * Notes of a source whether it was reached: null when it was, else what kept it from it. What has nothing to do with the
 * way there (a password that is not known here) is not noted.
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
