import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { Tinypool } from 'tinypool';
import { bugProblem } from '../../decrypt/file-trouble.ts';
import type { OpenContext } from '../../decrypt/submission-parts.ts';
import { Problem } from '../../ground/problem.ts';
import { storeProblem } from '../../ground/store-problem.ts';
import type { FetchedSubmission } from '../../model/fetched.ts';
import type { BatchReply, OpenReply } from './open-worker.ts';

/** Threads that open batches of submissions. */
export interface OpenPool {
  readonly threads: number;
  /**
   * Opens a batch. A submission on which a thread dies is answered as one that could not be opened. Throws a `store.*`
   * problem when the disk cannot be read or written, and what was thrown when no thread works at all.
   */
  open(batch: readonly FetchedSubmission[]): Promise<readonly OpenReply[]>;
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
  // A thread that dies between two batches takes nothing with it, and has a successor.
  pool.on('error', () => undefined);
  let isClosed = false;
  const watched = new WeakSet<Worker>();
  /** A thread may end without an error that the pool is told, and its batch would be waited for for ever. */
  const watch = (): void => {
    for (const thread of pool.threads as unknown as readonly Worker[]) {
      if (watched.has(thread)) continue;
      watched.add(thread);
      thread.once('exit', () => {
        if (!isClosed) thread.emit('error', new Error('a thread has ended'));
      });
    }
  };
  const run = async (batch: readonly FetchedSubmission[]): Promise<readonly OpenReply[]> => {
    watch();
    const reply = (await pool.run(batch)) as BatchReply;
    if ('opened' in reply) return reply.opened;
    const { diskError, held } = reply;
    if (held !== null) throw new Problem('store.file_held', { file: held });
    const folder = context.filesFolder;
    const problem = storeProblem(Object.assign(new Error(diskError), { code: diskError }), folder);
    throw problem instanceof Problem
      ? problem
      : new Problem('store.unusable', { folder }, { cause: problem });
  };
  /** The thread has died on one of the batch, which is found by opening each alone. */
  const oneByOne = async (batch: readonly FetchedSubmission[], died: unknown): Promise<OpenReply[]> => {
    const replies: OpenReply[] = [];
    for (const fetched of batch) {
      try {
        replies.push(...(await run([fetched])));
      } catch (error) {
        if (isClosed || error instanceof Problem) throw error;
        // Where an empty batch fails as well, the submission is not to blame.
        await run([]).catch(() => {
          throw died;
        });
        replies.push({ unopened: bugProblem() });
      }
    }
    return replies;
  };
  return {
    threads,
    open: (batch) =>
      run(batch).catch((error: unknown) => {
        if (isClosed || error instanceof Problem) throw error;
        return oneByOne(batch, error);
      }),
    close: () => {
      isClosed = true;
      return pool.destroy();
    },
  };
}
