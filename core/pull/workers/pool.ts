import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { Tinypool } from 'tinypool';
import { bugProblem } from '../../decrypt/file-trouble.ts';
import type { OpenContext } from '../../decrypt/submission-parts.ts';
import { Problem } from '../../ground/problem.ts';
import { storeProblem } from '../../ground/store-problem.ts';
import type { FetchedSubmission } from '../../model/fetched.ts';
import { CHECKPOINT_WORKER, type WriteBack } from '../../store/checkpoints.ts';
import type { BatchReply, OpenReply } from './open-worker.ts';

/** Threads that decrypt batches of submissions. */
export interface OpenPool {
  /** How many threads there are at most. */
  readonly threads: number;
  /**
   * Decrypts a batch. If a thread dies on a submission, the reply for it is "could not be decrypted". Throws
   * a `store.*` problem when the disk cannot be read or written, and the thread's error when no thread works
   * at all.
   */
  open(batch: readonly FetchedSubmission[]): Promise<readonly OpenReply[]>;
  /** Writes the log of the database back in one of the threads, between two batches. */
  readonly writeBack: WriteBack;
  close(): Promise<void>;
}

// The worker is beside this source file, or beside the bundle.
const WORKER = import.meta.url.endsWith('.ts') ? './open-worker.ts' : './open-worker.js';

/** Batches at each thread: it goes on with the second while the main thread is busy with storing. */
export const AT_A_THREAD = 2;

/** Longer than any pull, in milliseconds: a thread that was started stays, since to start it again takes long. */
const NEVER = 2 ** 31 - 1;

/**
 * Starts `ready` threads. Further ones, up to `threads`, start when all are busy: each takes some 25 MB. Without
 * `threads`, there is one per core at most. Each thread gets the context once; private keys in it are `KeyObject`s,
 * never text.
 */
export function startOpenPool(
  context: OpenContext,
  ready: number,
  threads = availableParallelism(),
): OpenPool {
  const pool = new Tinypool({
    filename: new URL(WORKER, import.meta.url).href,
    runtime: 'worker_threads',
    minThreads: Math.min(ready, threads),
    maxThreads: threads,
    idleTimeout: NEVER,
    concurrentTasksPerWorker: AT_A_THREAD,
    workerData: context,
    resourceLimits: { maxYoungGenerationSizeMb: 6 },
  });
  // If a thread dies between two batches, nothing is lost, and a new thread replaces it.
  pool.on('error', () => undefined);
  let isClosed = false;
  const watched = new WeakSet<Worker>();
  /** A thread may end without an error that the pool sees. Then its batch would never end. */
  const watch = (): void => {
    for (const thread of pool.threads as unknown as readonly Worker[]) {
      if (watched.has(thread)) continue;
      watched.add(thread);
      thread.once('exit', () => {
        if (!isClosed) thread.emit('error', new Error('a thread has ended'));
      });
    }
  };
  /** With a signal, the batch has its thread for itself, so that no other batch dies with it. */
  const run = async (
    batch: readonly FetchedSubmission[],
    signal: AbortSignal | null = null,
  ): Promise<readonly OpenReply[]> => {
    const running = pool.run(batch, { signal }) as Promise<BatchReply>;
    // It may have started a thread.
    watch();
    const reply = await running;
    if ('opened' in reply) return reply.opened;
    const { diskError, held } = reply;
    if (held !== null) throw new Problem('store.file_held', { file: held });
    const folder = context.filesFolder;
    const problem = storeProblem(Object.assign(new Error(diskError), { code: diskError }), folder);
    throw problem instanceof Problem
      ? problem
      : new Problem('store.unusable', { folder }, { cause: problem });
  };
  /** The thread died on one submission of the batch, or of the other batch at it. Decrypting each alone finds it. */
  const oneByOne = async (batch: readonly FetchedSubmission[], died: unknown): Promise<OpenReply[]> => {
    const replies: OpenReply[] = [];
    const { signal } = new AbortController();
    for (const fetched of batch) {
      try {
        replies.push(...(await run([fetched], signal)));
      } catch (error) {
        if (isClosed || error instanceof Problem) throw error;
        // If an empty batch fails too, the submission is not the cause.
        await run([], signal).catch(() => {
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
    // A thread of its own would take some 25 MB, and on few cores the same time from the others.
    writeBack: (database) => pool.run(database, { filename: CHECKPOINT_WORKER.href }),
    close: () => {
      isClosed = true;
      return pool.destroy();
    },
  };
}
