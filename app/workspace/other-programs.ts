import type { Clock } from '../../core/ground/clock.ts';
import { isProblem } from '../../core/ground/problem.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/** How often we check whether another program has stored something. */
const LOOK_MS = 2000;

interface OtherProgramsOptions {
  readonly workspace: Pick<Workspace, 'othersChanges'>;
  readonly clock: Clock;
  readonly onChange: () => void;
}

/**
 * Reports when another program, such as `attache watch`, has stored something in this workspace, so that
 * windows can read it again.
 */
export class OtherPrograms {
  readonly #options: OtherProgramsOptions;
  readonly #end = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(options: OtherProgramsOptions) {
    this.#options = options;
  }

  start(): void {
    this.#work = this.#look();
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#work;
  }

  async #look(): Promise<void> {
    const { clock, onChange } = this.#options;
    const { signal } = this.#end;
    let known = this.#changes();
    while (!signal.aborted) {
      await clock.sleep(LOOK_MS, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      const now = this.#changes();
      if (now !== null && known !== null && now !== known) onChange();
      known = now ?? known;
    }
  }

  /** null when the workspace cannot be read now. The next use of the workspace reports this. */
  #changes(): number | null {
    try {
      return this.#options.workspace.othersChanges();
    } catch (error) {
      if (!isProblem(error)) throw error;
      return null;
    }
  }
}
