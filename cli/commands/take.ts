import type { RunReport } from '../../core/pull/report.ts';
import { type RunOptions, runLine } from '../../core/pull/run.ts';
import type { Workspace } from '../../core/workspace.ts';
import { clock } from '../context.ts';
import { note } from '../output.ts';
import { ProgressLine } from '../progress.ts';

/**
 * Runs the line over one source with its progress shown, when no other program pulls into the workspace, and closes the
 * source whatever happens.
 */
export async function takeFrom(options: Omit<RunOptions, 'clock' | 'onProgress'>): Promise<RunReport> {
  const progress = new ProgressLine();
  try {
    return await alone(options.workspace, options.signal, () =>
      runLine({ ...options, clock, onProgress: progress.show }),
    );
  } finally {
    progress.end();
    await options.source.close();
  }
}

/** Does what one program at a time may do in a workspace, waiting for another that does, and saying so. */
export async function alone<T>(
  { pullLock }: Workspace,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const unlock = await pullLock.take(clock, signal, () =>
    note('Another Attaché is pulling into this workspace; waiting for its end (Ctrl-C gives up).'),
  );
  try {
    return await work();
  } finally {
    unlock();
  }
}
