import { keyName } from '../../app/keys/asked-key.ts';
import type { PullRunner } from '../../app/take/pull-runner.ts';
import { isProblem } from '../../core/ground/problem.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import type { EngineContext } from './context.ts';

/**
 * Opens what waits for a key, as a pull of its own, when nothing else runs, a key is open and something waits; a pull
 * that runs is waited for. Called whenever keys have come. Tells all windows at its end which key has opened how much, how
 * much still waits, and how much a key fits that cannot be read all the same.
 */
export async function openWhatWaits(context: EngineContext, runner: PullRunner): Promise<void> {
  const { workspace, keys } = context;
  if (keys.unlocked().length === 0) return;
  while (runner.isRunning) await runner.ended();
  try {
    const before = workspace.kept.count(null);
    if (before === 0) return;
    const pullId = runner.start({ kind: 'open', forms: null, full: false, refs: null });
    await runner.ended();
    const opened = workspace.versionKeys.openedBy(pullId).map(({ fingerprint, submissions }) => ({
      name: keyName(context, fingerprint),
      submissions,
    }));
    const waiting = workspace.kept.count(null);
    const readable = opened.reduce((sum, { submissions }) => sum + submissions, 0);
    context.emit({
      type: 'keys-opened',
      pullId,
      opened,
      waiting,
      unreadable: Math.max(0, before - waiting - readable),
    });
  } catch (error) {
    // Nobody has asked for it: what cannot be begun now is begun with the next key, or with the next start.
    if (!isProblem(storeProblem(error, workspace.folder))) throw error;
  }
}
