import type { UnlockedKey } from '../model/key.ts';
import { withOwnMemory } from '../model/own-memory.ts';
import type { Checkpoints } from '../store/checkpoints.ts';
import type { Workspace } from '../store/workspace.ts';
import { Batches, MOST_IN_BATCH } from './batches.ts';
import { type CommitParts, commitBatch, type Fetched, type OpenedBatch } from './commit.ts';
import { GroupCommit, MOST_IN_COMMIT } from './group-commit.ts';
import { INLINE_LIMIT } from './inline-limit.ts';
import { formHints } from './read-forms.ts';
import type { RunTally } from './run-tally.ts';
import { AT_A_THREAD, type OpenPool, startOpenPool } from './workers/pool.ts';

/** The parts of a workspace that opening and storing submissions needs. */
export type OpeningParts = CommitParts & Pick<Workspace, 'forms' | 'records' | 'startCheckpoints'>;

export interface OpeningOptions {
  readonly workspace: OpeningParts;
  readonly keys: readonly UnlockedKey[];
  readonly keepCiphertext: boolean | ReadonlySet<string>;
  /** Without a number: one thread per core. */
  readonly threads?: number | undefined;
  readonly run: { readonly id: number; readonly at: string };
  readonly tally: RunTally;
  /** Called before each batch is decrypted, and again before it is stored with others. */
  readonly onBegin?: ((batch: readonly Fetched[]) => void) | undefined;
  /** Called after each batch was decrypted. It waits for others that are stored with it. */
  readonly onOpened?: ((batch: readonly Fetched[]) => void) | undefined;
  /** Called after each group of batches that was stored. */
  readonly onStored: (batch: readonly Fetched[]) => Promise<void> | void;
}

/** Batches of one group: it is gathered while the next batches are decrypted. */
const IN_GROUP = MOST_IN_COMMIT / MOST_IN_BATCH;
/**
 * After so many submissions, the threads also write the log back. A single thread does not: that would only keep it
 * from decrypting.
 */
const MANY = 1024;

/**
 * The second half of the line: takes submissions one by one, decrypts them on threads in batches, and stores
 * several decrypted batches together. The threads work while earlier batches are written to the disk. The
 * caller waits while enough batches are in progress.
 */
export class Opening {
  readonly #options: OpeningOptions;
  readonly #batches = new Batches();
  readonly #commits: GroupCommit;
  readonly #opening = new Set<Promise<unknown>>();
  readonly #storing = new Set<Promise<unknown>>();
  #pool: OpenPool | null = null;
  #stored = 0;
  #checkpoints: Checkpoints | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor(options: OpeningOptions) {
    this.#options = options;
    this.#commits = new GroupCommit((group) => this.#store(group));
  }

  /** True when a batch could not be opened or stored: nothing more should be given. */
  get hasFailed(): boolean {
    return this.#failure !== null;
  }

  /**
   * Starts threads for about so many submissions, so that they are ready when the first of them comes. Starts no more
   * when some were started before: further threads start when they have something to do.
   */
  start(submissions: number): void {
    this.#startedFor(submissions);
  }

  /** Takes one submission; resolves when there is room for the next. */
  async take(item: Fetched): Promise<void> {
    this.start(1);
    const batch = this.#batches.add({ ...item, fetched: withOwnMemory(item.fetched) });
    if (batch !== null) await this.#dispatch(batch);
  }

  /** Decrypts and stores the rest. Throws the first problem of a batch; all other batches are stored. */
  async finish(): Promise<void> {
    if (!this.hasFailed) await this.#dispatch(this.#batches.take());
    await Promise.all([...this.#opening, ...this.#storing]);
    await Promise.all(this.#storing);
    if (this.#failure !== null) throw this.#failure.error;
  }

  async close(): Promise<void> {
    await this.#checkpoints?.close();
    await this.#pool?.close();
  }

  #startedFor(submissions: number): OpenPool {
    const { workspace, keys, keepCiphertext, threads } = this.#options;
    this.#pool ??= startOpenPool(
      {
        keys,
        forms: formHints(workspace),
        filesFolder: workspace.filesFolder,
        fileKeys: workspace.fileKeys,
        inlineLimit: INLINE_LIMIT,
        keepCiphertext,
      },
      Math.ceil(submissions / MOST_IN_BATCH),
      threads,
    );
    return this.#pool;
  }

  async #dispatch(batch: readonly Fetched[]): Promise<void> {
    if (batch.length === 0) return;
    this.#options.onBegin?.(batch);
    const pool = this.#startedFor(batch.length);
    const replies = pool.open(batch.map(({ fetched }) => fetched));
    this.#track(this.#opening, replies);
    this.#track(
      this.#storing,
      replies.then((opened) => {
        this.#options.onOpened?.(batch);
        return this.#commits.add({ batch, replies: opened });
      }),
    );
    // Those of a group that is gathered or stored, and two batches per thread. More would only fill the memory.
    const { threads } = pool;
    while (this.#opening.size >= threads * AT_A_THREAD) await Promise.race(this.#opening);
    while (this.#storing.size >= threads * AT_A_THREAD + IN_GROUP) await Promise.race(this.#storing);
  }

  async #store(group: OpenedBatch): Promise<void> {
    const { workspace, run, tally, keys } = this.#options;
    const fingerprints = keys.map(({ fingerprint }) => fingerprint);
    this.#options.onBegin?.(group.batch);
    await commitBatch(workspace, group, { ...run, keys: fingerprints }, tally);
    this.#stored += group.batch.length;
    const pool = this.#pool;
    if (pool !== null && this.#stored >= MANY && pool.threads > 1) {
      this.#checkpoints ??= workspace.startCheckpoints(pool.writeBack);
    }
    this.#checkpoints?.stored(group.batch.length);
    await this.#options.onStored(group.batch);
  }

  /** Keeps a promise in its set until it ends. Stores the first failure; `finish` throws it. */
  #track(set: Set<Promise<unknown>>, work: Promise<unknown>): void {
    const tracked = work
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        set.delete(tracked);
        // The threads have nothing that could join the group.
        if (this.#opening.size === 0) this.#commits.flush();
      });
    set.add(tracked);
  }
}
