import { isProblem } from '../../core/ground/problem.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import type { DecryptedByKey } from '../../core/model/pull.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { type KeysHere, keyName } from '../keys/asked-key.ts';
import type { PullRunner } from './pull-runner.ts';

/** What came of what waited for a key. */
export interface Decrypted {
  readonly pullId: number;
  readonly opened: readonly DecryptedByKey[];
  /** Submissions that still wait. */
  readonly waiting: number;
  /** Submissions that a key fits, and that are damaged all the same. */
  readonly unreadable: number;
}

export interface DecryptContext extends KeysHere {
  readonly workspace: Pick<Workspace, 'kept' | 'versionKeys' | 'privateKeys' | 'folder'>;
}

/**
 * Decrypts what waits for a key, as a pull of its own, when nothing else runs, a key is open and something waits; a pull
 * that runs is waited for. Called whenever keys have come. Returns what came of it; null when there was nothing to do, or
 * when it could not be begun.
 */
export async function decryptWhenFree(
  context: DecryptContext,
  runner: PullRunner,
): Promise<Decrypted | null> {
  const { workspace, keys } = context;
  if (keys.unlocked().length === 0) return null;
  while (runner.isRunning) await runner.ended();
  try {
    const before = workspace.kept.count(null);
    if (before === 0) return null;
    const pullId = runner.start({ kind: 'open', forms: null, full: false, refs: null });
    await runner.ended();
    const opened = workspace.versionKeys.openedBy(pullId).map(({ fingerprint, submissions }) => ({
      name: keyName(context, fingerprint),
      submissions,
    }));
    const waiting = workspace.kept.count(null);
    const readable = opened.reduce((sum, { submissions }) => sum + submissions, 0);
    return { pullId, opened, waiting, unreadable: Math.max(0, before - waiting - readable) };
  } catch (error) {
    // Nobody has asked for it: what cannot be begun now is begun with the next key, or with the next start.
    if (!isProblem(storeProblem(error, workspace.folder))) throw error;
    return null;
  }
}
