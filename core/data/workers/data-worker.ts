import { parentPort, workerData } from 'node:worker_threads';
import { isProblem } from '../../ground/problem.ts';
import { storeProblem } from '../../ground/store-problem.ts';
import { DataReader } from '../data-reader.ts';
import type { DataCall, DataReply, DataWorkerStart } from '../thread-messages.ts';

const { folder, keys, role } = workerData as DataWorkerStart;
const reader = new DataReader(folder, keys, role);
const cancels = new Map<number, AbortController>();

parentPort?.on('message', (call: DataCall) => {
  if ('cancel' in call) cancels.get(call.id)?.abort();
  else void reply(call.id, call.method, call.args);
});

async function reply(id: number, method: string, args: readonly unknown[]): Promise<void> {
  try {
    if (method === 'list') return await replyList(id, args as Parameters<DataReader['list']>);
    if (method === 'part') return await replyPart(id, args as Parameters<DataReader['part']>);
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
async function replyList(id: number, [view, wording]: Parameters<DataReader['list']>): Promise<void> {
  const cancel = new AbortController();
  cancels.set(id, cancel);
  try {
    const list = await reader.list(view, wording, cancel.signal, (sofar) => post({ id, sofar }));
    post({ id, ok: true, value: list }, list === null ? [] : [list.ids, list.ordinals]);
  } finally {
    cancels.delete(id);
  }
}

async function replyPart(id: number, [view, wording, pieces]: Parameters<DataReader['part']>): Promise<void> {
  const part = await reader.part(view, wording, pieces, (sofar) => post({ id, sofar }));
  const sorts = part.sorts.flatMap(({ keys, classes }) => [keys, classes]);
  post({ id, ok: true, value: part }, [part.ids, part.ordinals, ...sorts]);
}

function post(message: DataReply, handedOver: readonly (ArrayBufferView | null)[] = []): void {
  parentPort?.postMessage(
    message,
    handedOver.flatMap((view) => (view?.buffer instanceof ArrayBuffer ? [view.buffer] : [])),
  );
}
