import type { RunReport } from '../../core/pull/report.ts';
import { type RunOptions, runLine } from '../../core/pull/run.ts';
import { clock } from '../context.ts';
import { ProgressLine } from '../progress.ts';

/** Runs the line over one source with its progress shown, and closes the source whatever happens. */
export async function takeFrom(options: Omit<RunOptions, 'clock' | 'onProgress'>): Promise<RunReport> {
  const progress = new ProgressLine();
  try {
    return await runLine({ ...options, clock, onProgress: progress.show });
  } finally {
    progress.end();
    await options.source.close();
  }
}
