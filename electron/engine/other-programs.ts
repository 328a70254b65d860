import { isProblem } from '../../core/ground/problem.ts';
import type { EngineContext } from './context.ts';

/** How often it is looked whether another program has stored something. */
const LOOK_MS = 2000;

/**
 * Tells the windows when another program, such as `attache watch`, has stored something in this workspace: they ask again
 * then, so that what they show is what is there.
 */
export class OtherPrograms {
  readonly #context: Pick<EngineContext, 'workspace' | 'clock' | 'emit'>;
  readonly #end = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(context: Pick<EngineContext, 'workspace' | 'clock' | 'emit'>) {
    this.#context = context;
  }

  start(): void {
    this.#work = this.#look();
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#work;
  }

  async #look(): Promise<void> {
    const { clock, emit } = this.#context;
    const { signal } = this.#end;
    let known = this.#changes();
    while (!signal.aborted) {
      await clock.sleep(LOOK_MS, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      const now = this.#changes();
      if (now !== null && known !== null && now !== known) emit({ type: 'changed-elsewhere' });
      known = now ?? known;
    }
  }

  /** null when the workspace cannot be read just now: whoever uses it is told so. */
  #changes(): number | null {
    try {
      return this.#context.workspace.othersChanges();
    } catch (error) {
      if (!isProblem(error)) throw error;
      return null;
    }
  }
}
