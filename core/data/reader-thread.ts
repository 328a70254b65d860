import { Worker } from 'node:worker_threads';
import { Problem, type ProblemCode } from '../ground/problem.ts';
import type { TableView, Wording } from '../model/table-view.ts';
import type { WorkspaceKeys } from '../model/workspace-keys.ts';
import type { ProblemGroups } from '../store/problem-groups.ts';
import type { DataReader } from './data-reader.ts';
import type { ViewList } from './view-list.ts';
import type { Making } from './view-lists.ts';
import type { DataCall, DataReply, DataWorkerStart } from './workers/data-worker.ts';

type Methods<T, Prefix extends string> = {
  [K in keyof T as T[K] extends (...args: never[]) => unknown ? `${Prefix}${K & string}` : never]: T[K];
};
type Callable = Methods<Omit<DataReader, 'list' | 'close'>, ''> & Methods<ProblemGroups, 'groups.'>;
export type DataMethod = keyof Callable;
export type DataValue<K extends DataMethod> = Callable[K] extends (...args: never[]) => infer R
  ? Awaited<R>
  : never;
export type DataArguments<K extends DataMethod> = Callable[K] extends (...args: infer A) => unknown
  ? A
  : never;

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly onRows: (sofar: number) => void;
}

// The worker is beside this source file, or beside the bundle.
const WORKER = import.meta.url.endsWith('.ts') ? './workers/data-worker.ts' : './data-worker.js';

/**
 * One thread with a reader. When a bug ends the thread, its open calls fail, and the next call starts a new
 * thread.
 */
export class ReaderThread {
  readonly #folder: string;
  readonly #keys: WorkspaceKeys | null;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #isClosed = false;
  #next = 1;

  /** Takes the folder of a workspace that has its database, and its keys. */
  constructor(folder: string, keys: WorkspaceKeys | null) {
    this.#folder = folder;
    this.#keys = keys;
    this.#worker = this.#start();
  }

  /** Calls a method of the reader. Throws the problem that the reader met. */
  call<K extends DataMethod>(method: K, ...args: DataArguments<K>): Promise<DataValue<K>> {
    return this.#ask<DataValue<K>>(this.#id(), method, args, () => undefined);
  }

  /** Starts making the list of a view in the thread. */
  makeList(view: TableView, wording: Wording): Making {
    const id = this.#id();
    let looked = 0;
    const done = this.#ask<ViewList | null>(id, 'list', [view, wording], (sofar) => {
      looked = sofar;
    });
    return {
      done,
      sofar: () => looked,
      cancel: () => this.#worker?.postMessage({ id, cancel: true } satisfies DataCall),
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
  }

  #id(): number {
    this.#next += 1;
    return this.#next;
  }

  #ask<R>(id: number, method: string, args: readonly unknown[], onRows: (sofar: number) => void): Promise<R> {
    if (this.#isClosed) return Promise.reject(new Error('the data thread is closed'));
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise<R>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onRows });
      worker.postMessage({ id, method, args } satisfies DataCall);
    });
  }

  #start(): Worker {
    const workerData: DataWorkerStart = { folder: this.#folder, keys: this.#keys };
    const worker = new Worker(new URL(WORKER, import.meta.url), { workerData });
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
