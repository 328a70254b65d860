import { isProblem } from '../../core/ground/problem.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import type { DecryptedByKey } from '../../core/model/pull.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { type KeysHere, keyName } from '../keys/asked-key.ts';
import type { PullRunner } from './pull-runner.ts';

/** The result of decrypting submissions that waited for a key. */
export interface Decrypted {
  readonly pullId: number;
  readonly opened: readonly DecryptedByKey[];
  /** How many submissions still wait. */
  readonly waiting: number;
  /** How many submissions a key fits that are damaged. */
  readonly unreadable: number;
}

export interface DecryptContext extends KeysHere {
  readonly workspace: Pick<Workspace, 'kept' | 'versionKeys' | 'privateKeys' | 'folder'>;
}

/**
 * Decrypts the submissions that wait for a key, as a separate pull, when a key is unlocked and submissions
 * wait. Waits for a pull that runs. Called whenever keys were added or unlocked. Returns the result; null
 * when there was nothing to do, or when it could not start.
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
    // The user did not ask for this. If it cannot start now, it starts with the next key or the next program
    // start.
    if (!isProblem(storeProblem(error, workspace.folder))) throw error;
    return null;
  }
}
