import type { Clock } from '../../core/ground/clock.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/**
 * Does work that only one program at a time may do in a workspace. Waits for another program that does such
 * work, and reports this once. Throws the signal's reason when the wait is cancelled.
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
