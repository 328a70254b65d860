import { Problem } from '../../core/ground/problem.ts';
import type { FormOfSource } from '../../core/model/form-ref.ts';
import type { PullPlan } from '../../core/model/pull.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { listedForms } from './listed-form.ts';
import { formsToRetry } from './retry.ts';

/**
 * Returns the plan for a pull of these forms, or of the chosen ones (null). Throws `engine.nothing_to_pull`
 * when there is none.
 */
export function planPull(
  workspace: Pick<Workspace, 'sourceForms'>,
  forms: readonly FormOfSource[] | null,
  full: boolean,
): PullPlan {
  const wanted = forms ?? workspace.sourceForms.all().filter(({ isChosen }) => isChosen);
  return someForms({ kind: 'pull', forms: listedForms(workspace, wanted), full, refs: null });
}

/**
 * Returns the plan for a retry of submissions that are not stored or incomplete: of these forms, or of all
 * (null). Throws `engine.nothing_to_retry` and `engine.nothing_to_pull`.
 */
export function planRetry(
  workspace: Pick<Workspace, 'sourceForms' | 'pendingRefs'>,
  forms: readonly FormOfSource[] | null,
): PullPlan {
  const wanted = forms === null ? formsToRetry(workspace) : listedForms(workspace, forms);
  if (forms === null && wanted.length === 0) throw new Problem('engine.nothing_to_retry', {});
  return someForms({ kind: 'retry', forms: wanted, full: false, refs: null });
}

/** Returns the plan of an earlier pull. Throws `engine.pull_unknown`. */
export function planAgain({ pulls }: Pick<Workspace, 'pulls'>, pullId: number): PullPlan {
  const pull = pulls.find(pullId);
  if (pull === null) throw new Problem('engine.pull_unknown', {});
  return someForms(JSON.parse(pull.plan) as PullPlan);
}

function someForms(plan: PullPlan): PullPlan {
  if (plan.forms?.length === 0) throw new Problem('engine.nothing_to_pull', {});
  return plan;
}
