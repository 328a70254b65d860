import { decryptWhenFree } from '../../app/take/decrypt-when-free.ts';
import { pullReport, pullsOf } from '../../app/take/pull-history.ts';
import { planAgain, planPull, planRetry } from '../../app/take/pull-plans.ts';
import { PullRunner } from '../../app/take/pull-runner.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { ExportedAfter, PullPlan } from '../../core/model/pull.ts';
import type { Handlers } from '../ipc/contract.ts';
import type { pullRequests } from '../ipc/pull.ts';
import { connectSource, type Reaching } from './connect.ts';
import type { EngineContext } from './context.ts';
import { pullStatus, reportView } from './pull-views.ts';

/** Exports a form by a preset of that name. Throws a Problem. */
export type RunPreset = (formId: string, profile: string) => Promise<Omit<ExportedAfter, 'profile'>>;

/** A runner over this engine's workspace, keys and settings, whose events go to all windows. */
export function makePullRunner(context: EngineContext, reaching: Reaching, runPreset: RunPreset): PullRunner {
  const { workspace, clock, keys } = context;
  return new PullRunner({
    workspace,
    clock,
    connect: (name, onTryingAgain) => connectSource(context, name, { ...reaching, onTryingAgain }),
    keys: () => keys.unlocked(),
    settings: () => context.settings(),
    runPreset,
    onState: (state) => context.emit({ type: 'pull', pull: pullStatus(state) }),
    onStored: (formIds) => {
      if (formIds.length > 0) context.emit({ type: 'data-changed', formIds });
      context.emit({ type: 'forms-changed' });
    },
    inHand: (step, refs) => context.inHand(step, refs),
  });
}

/** The requests about pulls. */
export function pullHandlers(
  context: EngineContext,
  runner: PullRunner,
): Handlers<keyof typeof pullRequests> {
  const { workspace } = context;
  const start = (plan: PullPlan): { readonly pullId: number } => ({ pullId: runner.start(plan) });

  return {
    'pull.status': () => {
      const state = runner.status();
      return { pull: state === null ? null : pullStatus(state), unfinished: runner.unfinished() };
    },
    'pull.start': ({ forms, full }) => start(planPull(workspace, forms, full)),
    'pull.retry': ({ forms }) => start(planRetry(workspace, forms)),
    'pull.again': ({ pullId }) => start(planAgain(workspace, pullId)),
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
      return reportView(report);
    },
  };
}

/** Decrypts what waits for a key, and tells all windows what came of it. Called whenever keys have come. */
export async function decryptWaiting(context: EngineContext, runner: PullRunner): Promise<void> {
  const decrypted = await decryptWhenFree(context, runner);
  if (decrypted !== null) context.emit({ type: 'keys-opened', ...decrypted });
}
