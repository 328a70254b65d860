import { isProblem, type ProblemData, problemOf } from '../ground/problem.ts';
import type { Source } from '../source/source.ts';
import { isAway } from './away.ts';

/** Whether a problem may concern the whole source, not only one request. */
export function isOfWhole(problem: ProblemData): boolean {
  return isAway(problem) || isBusy(problem) || problem.code === 'net.server_error';
}

function isBusy({ code }: ProblemData): boolean {
  return code === 'net.busy';
}

/** After this many failures in a row per connection, the source itself is asked whether it responds. */
const FAILURES_EACH = 3;

/**
 * Ends a pull whose source went away, broke down or became too busy during the pull. Otherwise each
 * submission would be requested again and again, for days. The next pull downloads the rest.
 */
export class Breaker {
  readonly #source: Source;
  readonly #most: number;
  readonly #signal: AbortSignal;
  #inARow = 0;
  #asking: Promise<void> | null = null;

  constructor(source: Source, connections: number, signal: AbortSignal) {
    this.#source = source;
    this.#most = FAILURES_EACH * connections;
    this.#signal = signal;
  }

  /**
   * Takes the source-wide problem of one submission, or undefined if it had none. Counts the problems in a
   * row. At `FAILURES_EACH` per connection, throws the problem if it says that the server is too busy. For
   * any other problem, asks the source whether it responds, and throws the problem if it does not. If the
   * source responds, the count starts again.
   */
  async met(problem: ProblemData | undefined): Promise<void> {
    if (problem === undefined) {
      this.#inARow = 0;
      return;
    }
    this.#inARow += 1;
    if (this.#inARow < this.#most) return;
    this.#asking ??= this.#ask(problem).finally(() => {
      this.#asking = null;
    });
    await this.#asking;
  }

  async #ask(problem: ProblemData): Promise<void> {
    if (isBusy(problem)) throw problemOf(problem);
    try {
      await this.#source.reach?.(this.#signal);
      this.#inARow = 0;
    } catch (error) {
      this.#signal.throwIfAborted();
      throw isProblem(error) ? problemOf(problem) : error;
    }
  }
}
