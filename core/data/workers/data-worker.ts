import { parentPort, workerData } from 'node:worker_threads';
import { isProblem, type ProblemData } from '../../problem.ts';
import { storeProblem } from '../../store/database.ts';
import { DataReader } from '../data-reader.ts';

/** One call of the reader's, by name. */
export interface DataCall {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

export type DataAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly problem: ProblemData | null };

const { folder } = workerData as { readonly folder: string };
const reader = new DataReader(folder);

parentPort?.on('message', ({ id, method, args }: DataCall) => {
  void answer(id, method, args);
});

async function answer(id: number, method: string, args: readonly unknown[]): Promise<void> {
  try {
    const owner = method.startsWith('groups.') ? reader.groups : reader;
    const name = method.replace('groups.', '');
    const work = Reflect.get(owner, name) as (...args: readonly unknown[]) => unknown;
    parentPort?.postMessage({ id, ok: true, value: await work.apply(owner, [...args]) } satisfies DataAnswer);
  } catch (error) {
    const problem = storeProblem(error, folder);
    parentPort?.postMessage({
      id,
      ok: false,
      problem: isProblem(problem) ? problem.data : null,
    } satisfies DataAnswer);
  }
}
