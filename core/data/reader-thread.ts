import type { TableView, Wording } from '../model/table-view.ts';
import type { WorkspaceKeys } from '../model/workspace-keys.ts';
import type { ProblemGroups } from '../store/problem-groups.ts';
import { CallThread } from './call-thread.ts';
import type { DataReader } from './data-reader.ts';
import type { ReaderRole } from './thread-messages.ts';
import type { ViewList } from './view-list.ts';
import type { Making } from './view-lists.ts';

type Methods<T, Prefix extends string> = {
  [K in keyof T as T[K] extends (...args: never[]) => unknown ? `${Prefix}${K & string}` : never]: T[K];
};
type Callable = Methods<Omit<DataReader, 'list' | 'part' | 'close'>, ''> & Methods<ProblemGroups, 'groups.'>;
export type DataMethod = keyof Callable;
export type DataValue<K extends DataMethod> = Callable[K] extends (...args: never[]) => infer R
  ? Awaited<R>
  : never;
export type DataArguments<K extends DataMethod> = Callable[K] extends (...args: infer A) => unknown
  ? A
  : never;

/** One thread with a reader, which starts again when a bug has ended it. */
export class ReaderThread {
  readonly #thread: CallThread;

  /** Takes the folder of a workspace that has its database, its keys, and what is read. */
  constructor(folder: string, keys: WorkspaceKeys | null, role: ReaderRole) {
    this.#thread = new CallThread({ folder, keys, role });
  }

  /** Calls a method of the reader. Throws the problem that the reader met. */
  call<K extends DataMethod>(method: K, ...args: DataArguments<K>): Promise<DataValue<K>> {
    return this.#thread.call<DataValue<K>>(method, args, () => undefined).done;
  }

  /** Starts making the list of a view in the thread. */
  makeList(view: TableView, wording: Wording): Making {
    let looked = 0;
    const called = this.#thread.call<ViewList | null>('list', [view, wording], (sofar) => {
      looked = sofar;
    });
    return { ...called, sofar: () => looked };
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}
