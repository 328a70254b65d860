import { Problem } from '../../core/ground/problem.ts';
import { idOfForm } from '../../core/model/form-ref.ts';
import type { RefKey } from '../../core/model/submission-ref.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { PullRunner } from './pull-runner.ts';

/**
 * Downloads and decrypts these submissions again, even those that were set aside. Returns the ID of the pull
 * that does it, when it has started. Throws `engine.nothing_to_retry`, and `engine.pull_running`.
 */
export function retrySubmissions(
  workspace: Pick<Workspace, 'setAside' | 'transaction'>,
  runner: PullRunner,
  refs: readonly RefKey[],
): number {
  if (refs.length === 0) throw new Problem('engine.nothing_to_retry', {});
  if (runner.isRunning) throw new Problem('engine.pull_running', {});
  workspace.transaction(() => {
    for (const ref of refs) workspace.setAside.remove(ref);
  });
  const forms = new Map(refs.map((ref) => [idOfForm(ref), { source: ref.source, formId: ref.formId }]));
  return runner.start({ kind: 'retry', forms: [...forms.values()], full: false, refs });
}

/**
 * Sets aside submissions during which a process crashed, so that the next process does not crash on them
 * again.
 */
export function setAside(
  workspace: Pick<Workspace, 'setAside' | 'transaction'>,
  refs: readonly RefKey[],
): void {
  workspace.transaction(() => {
    for (const ref of refs) workspace.setAside.add(ref);
  });
}
