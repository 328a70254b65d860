import { isProblem } from '../../core/problem.ts';
import type { PullRunner } from '../../core/pull/pull-runner.ts';
import { storeProblem } from '../../core/store/store-problem.ts';
import { askedKey } from './asked-key.ts';
import type { EngineContext } from './context.ts';

/**
 * Opens what waits for a key, as a pull of its own, when nothing else runs, a key is open and something waits; a pull
 * that runs is waited for. Called whenever keys have come. Tells all windows at its end which key has opened how much.
 */
export async function openWhatWaits(context: EngineContext, runner: PullRunner): Promise<void> {
  const { workspace, keys } = context;
  if (keys.unlocked().length === 0) return;
  while (runner.isRunning) await runner.ended();
  try {
    if (workspace.kept.count(null) === 0) return;
    const pullId = runner.start({ kind: 'open', forms: null, full: false, refs: null });
    await runner.ended();
    context.emit({
      type: 'keys-opened',
      pullId,
      opened: workspace.versionKeys.openedBy(pullId).map(({ fingerprint, submissions }) => ({
        name: askedKey(context, fingerprint).name ?? fingerprint.slice(0, 16),
        submissions,
      })),
      waiting: workspace.kept.count(null),
    });
  } catch (error) {
    // Nobody has asked for it: what cannot be begun now is begun with the next key, or with the next start.
    if (!isProblem(storeProblem(error, workspace.folder))) throw error;
  }
}
