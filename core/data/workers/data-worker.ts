import { parentPort, workerData } from 'node:worker_threads';
import { isProblem, type ProblemData } from '../../ground/problem.ts';
import { storeProblem } from '../../ground/store-problem.ts';
import type { WorkspaceKeys } from '../../model/workspace-keys.ts';
import { DataReader } from '../data-reader.ts';
import type { ViewList } from '../view-list.ts';

/** One call of a reader's method, by name; or the end of a call that nobody waits for. */
export type DataCall =
  | { readonly id: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly id: number; readonly cancel: true };

export type DataReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly problem: ProblemData | null }
  /** How many rows have been read for a list that is being made. */
  | { readonly id: number; readonly sofar: number };

/** What a thread starts with. */
export interface DataWorkerStart {
  readonly folder: string;
  readonly keys: WorkspaceKeys | null;
}

const { folder, keys } = workerData as DataWorkerStart;
const reader = new DataReader(folder, keys);
const cancels = new Map<number, AbortController>();

parentPort?.on('message', (call: DataCall) => {
  if ('cancel' in call) cancels.get(call.id)?.abort();
  else void reply(call.id, call.method, call.args);
});

async function reply(id: number, method: string, args: readonly unknown[]): Promise<void> {
  try {
    if (method === 'list') return await answerList(id, args as Parameters<DataReader['list']>);
    const owner = method.startsWith('groups.') ? reader.groups : reader;
    const name = method.replace('groups.', '');
    const work = Reflect.get(owner, name) as (...args: readonly unknown[]) => unknown;
    post({ id, ok: true, value: await work.apply(owner, [...args]) });
  } catch (error) {
    const problem = storeProblem(error, folder);
    post({ id, ok: false, problem: isProblem(problem) ? problem.data : null });
  }
}

/** Lists are transferred and not copied: a million rows are 4 or 8 MB. */
async function answerList(id: number, [view, wording]: Parameters<DataReader['list']>): Promise<void> {
  const cancel = new AbortController();
  cancels.set(id, cancel);
  try {
    const list = await reader.list(view, wording, cancel.signal, (sofar) => post({ id, sofar }));
    post({ id, ok: true, value: list }, list === null ? [] : buffersOf(list));
  } finally {
    cancels.delete(id);
  }
}

function buffersOf({ ids, ordinals }: ViewList): ArrayBufferLike[] {
  return ordinals === null ? [ids.buffer] : [ids.buffer, ordinals.buffer];
}

function post(message: DataReply, handedOver: readonly ArrayBufferLike[] = []): void {
  parentPort?.postMessage(
    message,
    handedOver.filter((buffer) => buffer instanceof ArrayBuffer),
  );
}
