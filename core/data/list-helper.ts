import { availableParallelism } from 'node:os';
import type { TableView, Wording } from '../model/table-view.ts';
import type { WorkspaceKeys } from '../model/workspace-keys.ts';
import { CallThread } from './call-thread.ts';
import type { ListPart } from './list-part.ts';
import type { SharedPieces } from './scan-pieces.ts';

/**
 * Reads some of the pieces of a list. Reports how many rows it has looked at. Returns the rows that the view has of
 * them. Throws what went wrong there.
 */
export type ListHelp = (
  view: TableView,
  wording: Wording,
  pieces: SharedPieces,
  onRows: (count: number) => void,
) => Promise<ListPart>;

/** A thread that nobody needed for so long ends. */
const IDLE_MS = 20_000;

/**
 * A second thread that helps to read the lists of an encrypted workspace: most of that time goes into decrypting the
 * database page by page. It starts with the first list that is worth it, and ends when none has come for a while.
 */
export class ListHelper {
  readonly #folder: string;
  readonly #keys: WorkspaceKeys;
  readonly #idleMs: number;
  #thread: CallThread | null = null;
  #idle: NodeJS.Timeout | undefined;
  #busy = 0;

  /** Takes the workspace's folder and its keys, and how long the thread stays when nobody needs it. */
  constructor(folder: string, keys: WorkspaceKeys, idleMs = IDLE_MS) {
    this.#folder = folder;
    this.#keys = keys;
    this.#idleMs = idleMs;
  }

  /** Whether this machine can run a second thread beside the first. */
  static isUseful(): boolean {
    return availableParallelism() > 1;
  }

  readonly help: ListHelp = async (view, wording, pieces, onRows) => {
    clearTimeout(this.#idle);
    this.#busy += 1;
    try {
      this.#thread ??= new CallThread({ folder: this.#folder, keys: this.#keys, role: 'helper' });
      return await this.#thread.call<ListPart>('part', [view, wording, pieces], onRows).done;
    } finally {
      this.#busy -= 1;
      this.#rest();
    }
  };

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const thread = this.#thread;
    this.#thread = null;
    await thread?.close();
  }

  #rest(): void {
    if (this.#busy > 0 || this.#thread === null) return;
    this.#idle = setTimeout(() => void this.close(), this.#idleMs);
    this.#idle.unref();
  }
}
