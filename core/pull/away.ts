import type { Clock } from '../ports.ts';
import { isProblem, type ProblemCode, type ProblemData } from '../problem.ts';
import type { Source } from '../source/source.ts';

/** What a request meets when the network is away; also what a single broken file can look like. */
const AWAY: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'net.name_unknown',
  'net.unreachable',
  'net.refused',
  'net.cut',
  'net.timeout',
  'net.failed',
  'net.proxy',
]);

/**
 * So often is one request sent again after the source was away and came back: what goes on failing then is the request's
 * own, as one that brings the server down each time.
 */
export const MOST_RETURNS = 5;

const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 60_000;

/** Whether a problem may mean that the network, or the whole server, is away. */
export function isAway({ code }: ProblemData): boolean {
  return AWAY.has(code);
}

export interface AwayOptions {
  readonly source: Source;
  readonly clock: Clock;
  /** Told when the source is found away, with the time of the next try, and with null when it is back. */
  readonly onAway: (tryAgainAt: Date | null, problem: ProblemData | null) => void;
}

/**
 * Tells a network that is away from one request that failed, and waits for it to come back: all requests of a source
 * wait together, and ask again after 5, 10, 20, 40 and then every 60 seconds.
 */
export class Away {
  readonly #options: AwayOptions;
  #waiting: Promise<'answers' | 'back'> | null = null;
  #nap: AbortController | null = null;

  constructor(options: AwayOptions) {
    this.#options = options;
  }

  /**
   * Called with what a request met. `answers`: the source answers, so that the problem is the request's own. `back`: it
   * was away and has come back, so that the request should be sent again. Throws the problem that the source answers
   * with when it is another (a login that is refused now), or the signal's reason.
   */
  check(problem: ProblemData, signal: AbortSignal): Promise<'answers' | 'back'> {
    this.#waiting ??= this.#wait(problem, signal).finally(() => {
      this.#waiting = null;
    });
    return this.#waiting;
  }

  /** Asks again at once instead of waiting on. */
  tryNow(): void {
    this.#nap?.abort();
  }

  async #wait(first: ProblemData, signal: AbortSignal): Promise<'answers' | 'back'> {
    const { source, clock, onAway } = this.#options;
    if (source.reach === undefined) return 'answers';
    let problem = first;
    for (let tries = 0; ; tries += 1) {
      try {
        await source.reach(signal);
        if (tries > 0) onAway(null, null);
        return tries > 0 ? 'back' : 'answers';
      } catch (error) {
        signal.throwIfAborted();
        if (!isProblem(error)) throw error;
        if (!isAway(error.data)) {
          if (tries > 0) onAway(null, null);
          // A busy or broken server answers; what it says to this question is not what the request has met.
          if (!error.code.startsWith('net.login')) return tries > 0 ? 'back' : 'answers';
          throw error;
        }
        problem = error.data;
      }
      const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries);
      onAway(new Date(clock.now().getTime() + wait), problem);
      await this.#sleep(wait, signal);
    }
  }

  async #sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    const nap = new AbortController();
    this.#nap = nap;
    try {
      await this.#options.clock.sleep(milliseconds, AbortSignal.any([signal, nap.signal]));
    } catch (error) {
      signal.throwIfAborted();
      if (!nap.signal.aborted) throw error;
    } finally {
      this.#nap = null;
    }
  }
}
