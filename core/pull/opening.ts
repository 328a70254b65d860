import type { UnlockedKey } from '../model/key.ts';
import type { Workspace } from '../store/workspace.ts';
import { Batches } from './batches.ts';
import { type CommitParts, commitBatch, type Fetched } from './commit.ts';
import { INLINE_LIMIT } from './inline-limit.ts';
import { formHints } from './read-forms.ts';
import type { RunTally } from './run-tally.ts';
import { type OpenPool, startOpenPool } from './workers/pool.ts';

/** The parts of a workspace that opening and storing submissions needs. */
export type OpeningParts = CommitParts & Pick<Workspace, 'forms' | 'records'>;

export interface OpeningOptions {
  readonly workspace: OpeningParts;
  readonly keys: readonly UnlockedKey[];
  readonly keepCiphertext: boolean | ReadonlySet<string>;
  /** Without a number: one thread per core. */
  readonly threads?: number | undefined;
  readonly run: { readonly id: number; readonly at: string };
  readonly tally: RunTally;
  /** Called before each batch that is opened. */
  readonly onBegin?: ((batch: readonly Fetched[]) => void) | undefined;
  /** Called after each batch that was stored. */
  readonly onStored: (batch: readonly Fetched[]) => Promise<void> | void;
}

/**
 * The second half of the line: takes submissions one by one, decrypts them on threads in batches, and stores
 * each batch when it is done. The threads work while earlier batches are written to the disk. The caller
 * waits while enough batches are in progress.
 */
export class Opening {
  readonly #options: OpeningOptions;
  readonly #pool: OpenPool;
  readonly #batches = new Batches();
  readonly #opening = new Set<Promise<unknown>>();
  readonly #storing = new Set<Promise<unknown>>();
  #failure: { readonly error: unknown } | null = null;

  constructor(options: OpeningOptions) {
    this.#options = options;
    const { workspace, keys, keepCiphertext, threads } = options;
    this.#pool = startOpenPool(
      {
        keys,
        forms: formHints(workspace),
        filesFolder: workspace.filesFolder,
        fileKeys: workspace.fileKeys,
        inlineLimit: INLINE_LIMIT,
        keepCiphertext,
      },
      threads,
    );
  }

  /** True when a batch could not be opened or stored: nothing more should be given. */
  get hasFailed(): boolean {
    return this.#failure !== null;
  }

  /** Takes one submission; resolves when there is room for the next. */
  async take(item: Fetched): Promise<void> {
    const batch = this.#batches.add(item);
    if (batch !== null) await this.#dispatch(batch);
  }

  /** Decrypts and stores the rest. Throws the first problem of a batch; all other batches are stored. */
  async finish(): Promise<void> {
    if (!this.hasFailed) await this.#dispatch(this.#batches.take());
    await Promise.all([...this.#opening, ...this.#storing]);
    await Promise.all(this.#storing);
    if (this.#failure !== null) throw this.#failure.error;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #dispatch(batch: readonly Fetched[]): Promise<void> {
    if (batch.length === 0) return;
    this.#options.onBegin?.(batch);
    const replies = this.#pool.open(batch.map(({ fetched }) => fetched));
    this.#track(this.#opening, replies);
    this.#track(
      this.#storing,
      replies.then(async (opened) => {
        const { workspace, run, tally } = this.#options;
        const keys = this.#options.keys.map(({ fingerprint }) => fingerprint);
        await commitBatch(workspace, batch, opened, { ...run, keys }, tally);
        await this.#options.onStored(batch);
      }),
    );
    // Two batches per thread, and a few more for the disk. More would only fill the memory.
    const { threads } = this.#pool;
    while (this.#opening.size >= threads * 2) await Promise.race(this.#opening);
    while (this.#storing.size >= threads * 4) await Promise.race(this.#storing);
  }

  /** Keeps a promise in its set until it ends. Stores the first failure; `finish` throws it. */
  #track(set: Set<Promise<unknown>>, work: Promise<unknown>): void {
    const tracked = work
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => set.delete(tracked));
    set.add(tracked);
  }
}
