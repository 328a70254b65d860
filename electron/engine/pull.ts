import { PullRunner } from '../../app/take/pull-runner.ts';
import { formsToRetry } from '../../app/take/retry.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { ExportedAfter, PullPlan } from '../../core/model/pull.ts';
import type { RefKey } from '../../core/model/submission-ref.ts';
import type { Handlers } from '../ipc/contract.ts';
import { connectSource, type Reaching } from './connect.ts';
import type { EngineContext } from './context.ts';
import { listedForms } from './listed-form.ts';
import { pullReport, pullStatus, pullsOf } from './pull-views.ts';

/** Exports a form by a profile of that name. Throws a Problem. */
export type RunProfile = (formId: string, profile: string) => Promise<Omit<ExportedAfter, 'profile'>>;

/** A runner over this engine's workspace, keys and settings, whose events go to all windows. */
export function makePullRunner(
  context: EngineContext,
  reaching: Reaching,
  runProfile: RunProfile,
): PullRunner {
  const { workspace, clock, keys } = context;
  return new PullRunner({
    workspace,
    clock,
    connect: (name, onTryingAgain) => connectSource(context, name, { ...reaching, onTryingAgain }),
    keys: () => keys.unlocked(),
    settings: () => context.settings(),
    runProfile,
    onState: (state) => context.emit({ type: 'pull', pull: pullStatus(state) }),
    onStored: (formIds) => {
      if (formIds.length > 0) context.emit({ type: 'data-changed', formIds });
      context.emit({ type: 'forms-changed' });
    },
    inHand: (step, refs) => context.inHand(step, refs),
  });
}

/** The room of the pulls. */
export function pullHandlers(
  context: EngineContext,
  runner: PullRunner,
): Handlers<
  | 'pull.status'
  | 'pull.start'
  | 'pull.retry'
  | 'pull.again'
  | 'pull.continue'
  | 'pull.forget'
  | 'pull.stop'
  | 'pull.tryNow'
  | 'pull.history'
  | 'pull.report'
> {
  const { workspace } = context;
  const begin = (plan: PullPlan): { readonly pullId: number } => {
    if (plan.forms?.length === 0) throw new Problem('engine.nothing_to_pull', {});
    return { pullId: runner.start(plan) };
  };

  return {
    'pull.status': () => {
      const state = runner.status();
      return { pull: state === null ? null : pullStatus(state), unfinished: runner.unfinished() };
    },
    'pull.start': ({ forms, full }) => {
      const chosen = forms ?? workspace.sourceForms.all().filter(({ isChosen }) => isChosen);
      const wanted = chosen.map(({ source, formId }) => ({ source, formId }));
      return begin({ kind: 'pull', forms: listedForms(workspace, wanted), full, refs: null });
    },
    'pull.retry': ({ forms }) => {
      const wanted = forms === null ? formsToRetry(workspace) : listedForms(workspace, forms);
      if (forms === null && wanted.length === 0) throw new Problem('engine.nothing_to_retry', {});
      return begin({ kind: 'retry', forms: wanted, full: false, refs: null });
    },
    'pull.again': ({ pullId }) => {
      const pull = workspace.pulls.find(pullId);
      if (pull === null) throw new Problem('engine.pull_unknown', {});
      return begin(JSON.parse(pull.plan) as PullPlan);
    },
    'pull.continue': () => ({ pullId: runner.continue() }),
    'pull.forget': () => {
      runner.forget();
      return null;
    },
    'pull.stop': () => {
      runner.stop();
      return null;
    },
    'pull.tryNow': () => {
      runner.tryNow();
      return null;
    },
    'pull.history': () => pullsOf(workspace, null),
    'pull.report': ({ pullId }) => {
      const report = pullReport(context, pullId);
      if (report === null) throw new Problem('engine.pull_unknown', {});
      return report;
    },
  };
}

/**
 * Fetches and opens these submissions again, those that were set aside too. Returns when it has begun. Throws
 * `engine.pull_running`.
 */
export function retryGroup(
  { workspace }: EngineContext,
  runner: PullRunner,
  refs: readonly RefKey[],
): { readonly pullId: number } {
  if (refs.length === 0) throw new Problem('engine.nothing_to_retry', {});
  if (runner.isRunning) throw new Problem('engine.pull_running', {});
  workspace.transaction(() => {
    for (const ref of refs) workspace.setAside.remove(ref);
  });
  const forms = new Map(
    refs.map(({ source, formId }) => [JSON.stringify([source, formId]), { source, formId }]),
  );
  const pullId = runner.start({ kind: 'retry', forms: [...forms.values()], full: false, refs });
  return { pullId };
}

/** Sets aside what the engine before this one ended on, so that it does not end on it again. */
export function setAside({ workspace }: EngineContext, refs: readonly RefKey[]): void {
  workspace.transaction(() => {
    for (const ref of refs) workspace.setAside.add(ref);
  });
}
