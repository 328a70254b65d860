import { Worker } from 'node:worker_threads';
import { Problem, type ProblemCode } from '../problem.ts';
import type { ProblemGroups } from '../store/problem-groups.ts';
import type { DataReader } from './data-reader.ts';
import type { DataAnswer, DataCall } from './workers/data-worker.ts';

type Methods<T, Prefix extends string> = {
  [K in keyof T as T[K] extends (...args: never[]) => unknown ? `${Prefix}${K & string}` : never]: T[K];
};
type Callable = Methods<DataReader, ''> & Methods<ProblemGroups, 'groups.'>;
type Value<K extends keyof Callable> = Callable[K] extends (...args: never[]) => infer R ? Awaited<R> : never;
type Arguments<K extends keyof Callable> = Callable[K] extends (...args: infer A) => unknown ? A : never;

// Beside this file as a source, and beside the bundle that holds it.
const WORKER = import.meta.url.endsWith('.ts') ? './workers/data-worker.ts' : './data-worker.js';

/** The reader in a thread of its own: looking through a million rows holds nobody up. */
export class DataThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (error: unknown) => void }
  >();
  #next = 1;

  /** Takes the workspace's folder, whose database must be there. */
  constructor(folder: string) {
    this.#worker = new Worker(new URL(WORKER, import.meta.url), { workerData: { folder } });
    this.#worker.on('message', (answer: DataAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.ok) waiting?.resolve(answer.value as never);
      else if (answer.problem === null) waiting?.reject(new Error('the data thread failed'));
      else {
        const { code, params } = answer.problem;
        waiting?.reject(new Problem(code, params as ConstructorParameters<typeof Problem<ProblemCode>>[1]));
      }
    });
    const ended = (): void => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the data thread has ended'));
      this.#waiting.clear();
    };
    this.#worker.on('error', ended);
    this.#worker.on('exit', ended);
  }

  /** Calls the reader. Throws the problem that it met. */
  call<K extends keyof Callable>(method: K, ...args: Arguments<K>): Promise<Value<K>> {
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, args } satisfies DataCall);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
