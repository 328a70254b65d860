import type { Clock } from '../../core/ground/clock.ts';
import { isProblem, Problem } from '../../core/ground/problem.ts';

/** What a wrong passphrase ends in: of a private key, and of an encrypted workspace. */
const WRONG: ReadonlySet<string> = new Set(['key.passphrase_wrong', 'workspace.wrong_key']);
/** How many wrong passphrases cause no pause. */
const FREE = 3;
const FIRST_PAUSE = 2;
const LONGEST_PAUSE = 60;

/**
 * Slows guessing down. After three wrong passphrases for one key or workspace there is a pause of 2 s, which doubles with
 * each further one, to at most 60 s. It runs outside the window, so that a window under an attacker's control
 * cannot try faster than a person.
 */
export class PassphraseTries {
  readonly #clock: Clock;
  readonly #failed = new Map<string, { readonly count: number; readonly until: number }>();
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Does the work unless there is a pause; one at a time per `id`. `file` is the name of the key, file or workspace.
   * Throws `key.try_later` during a pause, else what the work throws.
   */
  async guard<T>(id: string, file: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(id);
    const turn = (async () => {
      await before?.catch(() => undefined);
      return this.#try(id, file, work);
    })();
    this.#last.set(id, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(id) === turn) this.#last.delete(id);
    }
  }

  async #try<T>(id: string, file: string, work: () => Promise<T>): Promise<T> {
    const failed = this.#failed.get(id);
    const left = (failed?.until ?? 0) - this.#clock.now().getTime();
    if (left > 0) throw new Problem('key.try_later', { file, seconds: Math.ceil(left / 1000) });
    try {
      const done = await work();
      this.#failed.delete(id);
      return done;
    } catch (error) {
      if (isProblem(error) && WRONG.has(error.code)) {
        const count = (failed?.count ?? 0) + 1;
        const pause = count < FREE ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (count - FREE));
        this.#failed.set(id, { count, until: this.#clock.now().getTime() + pause * 1000 });
      }
      throw error;
    }
  }
}
