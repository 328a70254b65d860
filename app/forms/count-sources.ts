import type { Clock } from '../../core/ground/clock.ts';
import type { Problem } from '../../core/ground/problem.ts';
import { type CountParts, tryCounting } from '../../core/pull/count.ts';
import type { Source } from '../../core/source/source.ts';
import type { FormsContext } from './forms-context.ts';
import { formsOverview } from './forms-overview.ts';

/** What `CountSources` needs. */
export interface CountingContext extends Omit<FormsContext, 'workspace'> {
  readonly workspace: FormsContext['workspace'] & CountParts;
  readonly clock: Clock;
}

/** Reads the lists of sources and downloads no submissions. Each source is read once at a time. */
export class CountSources {
  readonly #context: CountingContext;
  readonly #connect: (name: string) => Promise<Source>;
  readonly #counting = new Map<string, Promise<Problem | null>>();

  constructor(context: CountingContext, connect: (name: string) => Promise<Source>) {
    this.#context = context;
    this.#connect = connect;
  }

  /**
   * Counts one source, or (null) all sources that are still set up and need no sign-in. Throws the problem
   * when one source was requested. When all were, each problem is kept with its source (`notReached`).
   */
  async count(source: string | null): Promise<void> {
    const met = await Promise.all((source === null ? this.#countable() : [source]).map(this.#once));
    const [problem] = met;
    if (source !== null && problem != null) throw problem;
  }

  #countable(): readonly string[] {
    return formsOverview(this.#context)
      .sources.filter(({ isRemoved, needsSignIn }) => isRemoved !== true && !needsSignIn)
      .map(({ name }) => name);
  }

  /** A request for a source that is being counted gets the result of that count. */
  readonly #once = (name: string): Promise<Problem | null> => {
    const known = this.#counting.get(name);
    if (known !== undefined) return known;
    const { workspace, clock } = this.#context;
    const { signal } = new AbortController();
    const begun = tryCounting(workspace, clock, name, () => this.#connect(name), signal).finally(() =>
      this.#counting.delete(name),
    );
    this.#counting.set(name, begun);
    return begun;
  };
}
