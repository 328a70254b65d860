import type { Clock } from '../../core/ground/clock.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/**
 * Does what only one program at a time may do in a workspace. Waits for another that does, and tells so once. Throws the
 * signal's reason when the wait is given up.
 */
export async function takeTurn<T>(
  { pullLock }: Pick<Workspace, 'pullLock'>,
  clock: Clock,
  signal: AbortSignal,
  onElsewhere: () => void,
  work: () => Promise<T>,
): Promise<T> {
  const unlock = await pullLock.take(clock, signal, onElsewhere);
  try {
    return await work();
  } finally {
    unlock();
  }
}
