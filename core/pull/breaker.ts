import { isProblem, type ProblemData, problemOf } from '../ground/problem.ts';
import type { Source } from '../source/source.ts';
import { isAway } from './away.ts';

/** Whether a problem may be that of the whole source, and not of what was asked of it. */
export function isOfWhole(problem: ProblemData): boolean {
  return isAway(problem) || isBusy(problem) || problem.code === 'net.server_error';
}

function isBusy({ code }: ProblemData): boolean {
  return code === 'net.busy';
}

/** So many failures in a row for each connection, and the source itself is asked whether it is there. */
const FAILURES_EACH = 3;

/**
 * Ends a pull from a source that has gone away, broken down or had enough while it was being read: each submission would
 * else be asked for again and again, which takes days and helps nobody. What is left is taken by the next pull.
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
   * Told what each submission has met of this kind, or undefined. Throws that problem when it is the source's: it was met
   * many times in a row, and the source does not answer another question either, or says itself that it is too much.
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
