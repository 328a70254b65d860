/** The time for a whole request ran out. */
class DeadlineError extends Error {
  readonly code = 'DEADLINE';
}

/**
 * Runs a task with a signal that is aborted when the outer one is, or with a `DeadlineError` after that many
 * milliseconds. The timer and the listener are gone when the task is over, however long the outer signal lives.
 */
export async function withDeadline<T>(
  outer: AbortSignal,
  milliseconds: number,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer.throwIfAborted();
  const inner = new AbortController();
  const abort = () => inner.abort(outer.reason);
  outer.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => inner.abort(new DeadlineError('deadline')), milliseconds);
  try {
    return await task(inner.signal);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', abort);
  }
}
