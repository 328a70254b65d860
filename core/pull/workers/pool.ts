import { availableParallelism } from 'node:os';
import { Tinypool } from 'tinypool';
import type { OpenContext } from '../../decrypt/open-submission.ts';
import type { FetchedSubmission } from '../../source/source.ts';
import { storeProblem } from '../../store/store-problem.ts';
import type { BatchAnswer, OpenAnswer } from './open-worker.ts';

/** Threads that open batches of submissions. */
export interface OpenPool {
  readonly threads: number;
  /** Throws a `store.*` problem when the disk cannot be read or written. */
  open(batch: readonly FetchedSubmission[]): Promise<readonly OpenAnswer[]>;
  close(): Promise<void>;
}

// Beside this file as a source, and beside the bundle that holds it.
const WORKER = import.meta.url.endsWith('.ts') ? './open-worker.ts' : './open-worker.js';

/**
 * Starts the threads. The context, private keys included, is given to each once, as `KeyObject`s and never as text.
 * `threads` is the number of cores unless given.
 */
export function startOpenPool(context: OpenContext, threads = availableParallelism()): OpenPool {
  const pool = new Tinypool({
    filename: new URL(WORKER, import.meta.url).href,
    runtime: 'worker_threads',
    minThreads: threads,
    maxThreads: threads,
    workerData: context,
    resourceLimits: { maxYoungGenerationSizeMb: 6 },
  });
  return {
    threads,
    open: async (batch) => {
      const answer = (await pool.run(batch)) as BatchAnswer;
      if ('opened' in answer) return answer.opened;
      throw storeProblem(
        Object.assign(new Error(answer.diskError), { code: answer.diskError }),
        context.filesFolder,
      );
    },
    close: () => pool.destroy(),
  };
}
