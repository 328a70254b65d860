import { Worker } from 'node:worker_threads';
import { Problem, type ProblemCode } from '../ground/problem.ts';
import type { DataCall, DataReply, DataWorkerStart } from './thread-messages.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly onRows: (sofar: number) => void;
}

// The worker is beside this source file, or beside the bundle.
const WORKER = import.meta.url.endsWith('.ts') ? './workers/data-worker.ts' : './data-worker.js';

/** Rows live shortly. With more room before they are thrown away, a thread takes far more memory and is no faster. */
const YOUNG_MB = 6;

/** A call that was sent to a thread. */
export interface Called<R> {
  /** What the method returned. Throws the problem that it met. */
  readonly done: Promise<R>;
  /** Says that nobody waits for it. */
  readonly cancel: () => void;
}

/**
 * One thread with a reader, and the calls of its methods. When a bug ends the thread, its open calls fail, and the
 * next call starts a new thread.
 */
export class CallThread {
  readonly #start: DataWorkerStart;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #isClosed = false;
  #next = 1;

  /** Starts the thread. Takes what its reader starts with. */
  constructor(start: DataWorkerStart) {
    this.#start = start;
    this.#worker = this.#begin();
  }

  /** Calls a method of the reader. `onRows` hears how many rows were read, where the method counts them. */
  call<R>(method: string, args: readonly unknown[], onRows: (sofar: number) => void): Called<R> {
    this.#next += 1;
    const id = this.#next;
    return {
      done: this.#ask<R>({ id, method, args }, onRows),
      cancel: () => this.#worker?.postMessage({ id, cancel: true } satisfies DataCall),
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
  }

  #ask<R>(call: DataCall, onRows: (sofar: number) => void): Promise<R> {
    if (this.#isClosed) return Promise.reject(new Error('the data thread is closed'));
    this.#worker ??= this.#begin();
    const worker = this.#worker;
    return new Promise<R>((resolve, reject) => {
      this.#waiting.set(call.id, { resolve, reject, onRows });
      worker.postMessage(call);
    });
  }

  #begin(): Worker {
    const worker = new Worker(new URL(WORKER, import.meta.url), {
      workerData: this.#start,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    worker.on('message', (reply: DataReply) => this.#take(reply));
    const ended = (): void => {
      if (this.#worker === worker) this.#worker = null;
      for (const { reject } of this.#waiting.values()) reject(new Error('the data thread has ended'));
      this.#waiting.clear();
    };
    worker.on('error', ended);
    worker.on('exit', ended);
    return worker;
  }

  #take(reply: DataReply): void {
    const waiting = this.#waiting.get(reply.id);
    if ('sofar' in reply) {
      waiting?.onRows(reply.sofar);
      return;
    }
    this.#waiting.delete(reply.id);
    if (reply.ok) waiting?.resolve(reply.value as never);
    else if (reply.problem === null) waiting?.reject(new Error('the data thread failed'));
    else {
      const { code, params } = reply.problem;
      waiting?.reject(new Problem(code, params as ConstructorParameters<typeof Problem<ProblemCode>>[1]));
    }
  }
}
